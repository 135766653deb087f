using BridgeModel;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using BridgeRuntime.Status;
using BridgeRuntime.Telemetry;
using MongoC;
using ProgramEndpoints.Http;
using ProgramEndpoints.Logs;

namespace BridgeRuntime;

/// <summary>From a configuration file to a running bridge and an exit code.</summary>
internal static class BridgeProgram
{
    /// <summary>The bridge was asked to stop and has.</summary>
    public const int Stopped = 0;

    /// <summary>A loop died; a fresh start may help.</summary>
    public const int Failed = 1;

    /// <summary>The configuration is wrong; every error is on stderr.</summary>
    public const int InvalidConfiguration = 2;

    /// <summary>Another bridge or another runtime of this bridge serves the collections.</summary>
    public const int InUse = 3;

    /// <param name="file">The bridge's YAML file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">SIGTERM or SIGINT.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(FileInfo file, TimeProvider time, CancellationToken stopping)
    {
        var read = BridgeConfigurationReader.ReadFile(file.FullName);
        if (!read.IsValid)
        {
            await Console.Error.WriteLineAsync(BridgeError.Format(read.Errors));
            return InvalidConfiguration;
        }
        var configuration = read.Configuration;
        using var loggers = JsonLogging.Create("bridge", configuration.Name, (LogLevel)configuration.Runtime.LogLevel, time);
        var logger = loggers.CreateLogger("BridgeRuntime");
        try
        {
            await RunAsync(configuration, loggers, time, stopping);
            logger.Stopped(configuration.Name);
            return Stopped;
        }
        catch (MongoException e) when (e.Kind is MongoErrorKind.InvalidConnectionString or MongoErrorKind.LibraryMissing)
        {
            logger.Fatal(e.Kind == MongoErrorKind.LibraryMissing ? $"The MongoDB library is missing: {e.Message}" : $"InvalidConnectionString: Connection string provided is invalid. {e.Message}");
            return InvalidConfiguration;
        }
        catch (ListenException e)
        {
            logger.Fatal(e.Message);
            return InvalidConfiguration;
        }
        catch (Exception e) when (e is DatabaseInUseException or FencedException)
        {
            logger.Fatal(e.Message);
            return InUse;
        }
        catch (Exception e) when (e is SideException or StateGoneException)
        {
            logger.Fatal(e.Message);
            return Failed;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            logger.Bug(e);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            logger.Stopped(configuration.Name);
            return Stopped;
        }
    }

    private static async Task RunAsync(BridgeConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken stopping)
    {
        var logger = loggers.CreateLogger("BridgeRuntime");
        var status = new BridgeStatus(configuration, time);
        using var export = OtlpExport.Begin(configuration.Name, configuration.MongoConnector.Collections.Count, Environment.GetEnvironmentVariable, logger, time);
        using var metrics = new BridgeMetrics(status, time);
        using var traces = new BridgeTraces();
        export?.CountBy(metrics);
        await using var endpoints = new StatusEndpoints(configuration, status, metrics, loggers);
        await endpoints.StartAsync(stopping);
        logger.Listening(endpoints.StatusPort, endpoints.MetricsPort);

        var observer = new BridgeObserver(status, metrics, traces, logger, time);
        await using var mongo = await OpenAsync(configuration, observer, logger, time, stopping);
        logger.Starting(configuration.Name, configuration.MongoConnector.Collections.Count, configuration.MongoConnector.Database, string.Join(',', mongo.Hosts), configuration.BigPeer.Endpoint);
        await using var bridge = new Bridge(configuration, mongo, observer, observer, status.HintedUpTo, time);
        status.Attach(new StatusSources
        {
            QueuedKeys = () => Enum.GetValues<Lane>().ToDictionary(l => l.ToString().ToLowerInvariant(), l => (long)bridge.Queue.Count(l)),
            QueueCapacity = bridge.Queue.Capacity,
            Ages = bridge.Queue.Ages,
            SavedPosition = () => bridge.Checkpoints?.Saved.StreamTime,
            LedgerEntries = bridge.Ledger.KnownCount,
            OpenIntents = () => bridge.Intents.Count,
            DeadLetters = () => bridge.Letters.Open,
            DeadLettersByCollection = () => bridge.Letters.OpenByCollection,
            DeadLettersFull = () => bridge.Letters.IsFull,
        });
        endpoints.Attach(() => bridge.LetterDesk);
        endpoints.AttachMassDeletes(() => bridge.MassDeletes);
        endpoints.AttachDesks(() => bridge.Desks);
        var stop = new ShutdownClock(configuration.Runtime.ShutdownTimeout, time);
        await using var stopped = stopping.Register(stop.Begin);
        try
        {
            await bridge.RunAsync(stopping);
        }
        finally
        {
            if (export is not null) await export.StopAsync(stop.Left);
        }
    }

    /// <summary>Opens the client; for mongodb+srv that asks the name service, which may be down.</summary>
    private static async Task<MongoClient> OpenAsync(BridgeConfiguration configuration, BridgeObserver observer, ILogger logger, TimeProvider time, CancellationToken stopping)
    {
        var options = new MongoClientOptions { AppName = $"bridge {configuration.Name}", MaxPoolSize = configuration.Runtime.Workers + 8, Called = observer.Called, CaFile = configuration.MongoConnector.CaFile };
        MongoClient? client = null;
        await new RetryLoop(LoopName.Checkpoint, observer, Bridge.NewBackoff(), time).RunAsync(_ =>
        {
            try
            {
                client = MongoClient.Open(configuration.MongoConnector.ConnectionString!.Reveal(), options, logger);
                return Task.CompletedTask;
            }
            catch (MongoException e) when (e.Kind == MongoErrorKind.Network)
            {
                throw MongoErrors.Of(e);
            }
        }, stopping);
        return client!;
    }
}
