using BridgeModel;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Preflight;
using MongoC;
using ProgramEndpoints.Logs;

namespace BridgeRuntime.Removal;

/// <summary>The command <c>drop-state</c>: from a bridge's configuration to the removal of its state and an exit code.</summary>
internal static class DropStateProgram
{
    /// <summary>The state is gone, or there was none.</summary>
    public const int Done = 0;

    /// <summary>A server that is not there now may come back; it is looked for no longer than this at a time, so that the reason is known soon.</summary>
    private static readonly TimeSpan SelectionTimeout = TimeSpan.FromSeconds(5);

    /// <param name="file">The bridge's YAML file.</param>
    /// <param name="limit">How long it may take, the wait for a runtime that stops included.</param>
    /// <param name="reasonFile">Gets the reason of a failure as one line; null: no file does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">SIGTERM or SIGINT.</param>
    /// <returns>The exit code: as <see cref="BridgeProgram"/>'s.</returns>
    public static async Task<int> RunAsync(FileInfo file, TimeSpan limit, FileInfo? reasonFile, TimeProvider time, CancellationToken stopping)
    {
        var read = BridgeConfigurationReader.ReadFile(file.FullName);
        if (!read.IsValid)
        {
            var errors = BridgeError.Format(read.Errors);
            await Console.Error.WriteLineAsync(errors);
            await WriteReasonAsync(reasonFile, errors);
            return BridgeProgram.InvalidConfiguration;
        }
        using var loggers = JsonLogging.Create("bridge", read.Configuration.Name, (LogLevel)read.Configuration.Runtime.LogLevel, time);
        var logger = loggers.CreateLogger("BridgeRuntime");
        var (code, reason) = await RunAsync(read.Configuration, limit, logger, time, stopping);
        if (reason is null) return code;
        logger.Fatal(reason);
        await WriteReasonAsync(reasonFile, reason);
        return code;
    }

    private static async Task<(int Code, string? Reason)> RunAsync(BridgeConfiguration configuration, TimeSpan limit, ILogger logger, TimeProvider time, CancellationToken stopping)
    {
        var database = configuration.MongoConnector.Database;
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        MongoClient? client = null;
        StateRemoval? removal = null;
        SideException? last = null;
        try
        {
            await RetryAsync(async cancellation =>
            {
                client ??= Open(configuration, logger);
                removal ??= Begin(configuration, client, limit, logger, time);
                var removed = await removal.RunAsync(cancellation);
                if (removed.Found) logger.StateGone(configuration.Name, removed.Dropped.Count == 0 ? "none" : string.Join(", ", removed.Dropped));
                else logger.NoState(configuration.Name, database);
            }, e => last = e, logger, time, either.Token);
            return (Done, null);
        }
        catch (MongoException e) when (e.Kind is MongoErrorKind.InvalidConnectionString or MongoErrorKind.LibraryMissing)
        {
            return (BridgeProgram.InvalidConfiguration, e.Kind == MongoErrorKind.LibraryMissing ? $"The MongoDB library is missing: {e.Message}" : $"InvalidConnectionString: Connection string provided is invalid. {e.Message}");
        }
        catch (FencedException)
        {
            return (BridgeProgram.InUse, $"A runtime of bridge '{configuration.Name}' was started while its state was being dropped. Stop it, and try again.");
        }
        catch (SideException e)
        {
            return (BridgeProgram.Failed, Words(e));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (BridgeProgram.Failed, "It was stopped before the state was gone. Begin again: what is done stays done.");
        }
        catch (OperationCanceledException)
        {
            if (removal is { IsServed: true }) return (BridgeProgram.InUse, $"A runtime of bridge '{configuration.Name}' serves database '{database}' and goes on. Stop it, and try again.");
            var hosts = client is null ? "" : await HostProbe.AskAsync(client, time, stopping);
            var why = last is not null ? Words(last) : hosts.Length == 0 ? "MongoDB did not answer." : $"MongoDB: {hosts}.";
            return (BridgeProgram.Failed, $"The state was not gone within {limit.TotalSeconds} s. {why} Try again, with a longer --timeout.");
        }
        finally
        {
            if (client is not null) await client.DisposeAsync();
        }
    }

    private static StateRemoval Begin(BridgeConfiguration configuration, MongoClient client, TimeSpan limit, ILogger logger, TimeProvider time)
    {
        logger.StateGoes(configuration.Name, configuration.MongoConnector.Database, string.Join(',', client.Hosts), limit.TotalSeconds);
        return new StateRemoval(client, configuration.MongoConnector.Database, new BridgeShard(configuration.Name, Shard: 0), time);
    }

    private static MongoClient Open(BridgeConfiguration configuration, ILogger logger)
    {
        var options = new MongoClientOptions { AppName = $"bridge {configuration.Name}", MaxPoolSize = 8, ServerSelectionTimeout = SelectionTimeout, CloseTimeout = TimeSpan.FromSeconds(1), CaFile = configuration.MongoConnector.CaFile };
        try
        {
            return MongoClient.Open(configuration.MongoConnector.ConnectionString!.Reveal(), options, logger);
        }
        catch (MongoException e) when (e.Kind == MongoErrorKind.Network)
        {
            throw MongoErrors.Of(e);
        }
    }

    /// <summary>What a server that comes back mends is tried again; wrong credentials and the like are not.</summary>
    private static async Task RetryAsync(Func<CancellationToken, Task> run, Action<SideException> failed, ILogger logger, TimeProvider time, CancellationToken cancellation)
    {
        var backoff = Bridge.NewBackoff();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await run(cancellation);
                return;
            }
            catch (SideException e) when (e.Failure == SideFailure.Unavailable)
            {
                failed(e);
                var delay = backoff.Delay(attempt);
                logger.RemovalRetries((long)delay.TotalMilliseconds, Words(e));
                await Task.Delay(delay, time, cancellation);
            }
        }
    }

    private static string Words(SideException e) => e.Reason is { } reason ? $"{reason}: {e.Message}" : e.Message;

    private static Task WriteReasonAsync(FileInfo? file, string reason) => file is null ? Task.CompletedTask : File.WriteAllTextAsync(file.FullName, reason.ReplaceLineEndings(" ").Trim());
}
