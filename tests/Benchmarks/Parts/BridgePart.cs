using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TestKit;

namespace Benchmarks.Parts;

/// <summary>The bridge under measurement. Its configuration is the default but for what <see cref="BridgeSetup"/> names.</summary>
internal sealed class BridgePart : IAsyncDisposable
{
    private const string Token = "status-token-of-the-benchmarks";

    private readonly BridgeProcess _process;

    private BridgePart(BridgeProcess process) => _process = process;

    public int Id => _process.Process.Id;

    public (string Name, int Process) Part => ("bridge", Id);

    /// <summary>Starts it and does not wait.</summary>
    public static BridgePart Launch(BridgeSetup setup)
    {
        var collections = string.Join("\n", setup.Collections.Select(c => $"{c}: {{ fields: [_id], initialSync: true }}"));
        var yaml = string.Create(CultureInfo.InvariantCulture, $$"""
            name: bench
            mongoConnector:
              connectionString: ${MONGODB_URI}
              database: {{setup.Database}}
              collections:
                {{collections.Replace("\n", "\n    ", StringComparison.Ordinal)}}
            bigPeer: { endpoint: "{{setup.Endpoint}}", apiKey: "${DITTO_API_KEY}", fullPassInterval: {{setup.FullPassMinutes}}m }
            runtime: { workers: {{setup.Workers}} }
            status: { address: 127.0.0.1, port: 0, token: "${STATUS_TOKEN}" }
            metrics: { address: 127.0.0.1, port: 0 }
            """);
        var environment = new Dictionary<string, string>(ImageEnvironment.OfRuntime()) { ["MONGODB_URI"] = setup.Uri, ["DITTO_API_KEY"] = setup.ApiKey, ["STATUS_TOKEN"] = Token };
        return new BridgePart(BridgeProcess.StartProgram(setup.Program, yaml, environment));
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<BridgePart> StartAsync(BridgeSetup setup)
    {
        var bridge = Launch(setup);
        try
        {
            await bridge.ReadyAsync();
            return bridge;
        }
        catch
        {
            await bridge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it says that it listens.</summary>
    public Task ListeningAsync() => _process.LogAsync("Status on port");

    /// <summary>Waits until <c>/readyz</c> says so; an initial sync may take its time.</summary>
    public Task ReadyAsync(TimeSpan? limit = null, TimeSpan? pause = null) => UntilAsync("the bridge is ready", async () => await _process.GetStatusAsync("/readyz") is { Code: 200 }, limit ?? Own.StartLimit, pause ?? TimeSpan.FromMilliseconds(5));

    /// <summary>
    /// Waits until every collection's initial sync is done. That is not yet to be ready: the Big Peer is read once as well, and one that kept nothing would look as if all had been deleted there.
    /// </summary>
    public Task SyncedAsync(TimeSpan limit, TimeSpan pause) => UntilAsync("the initial sync is done", async () =>
    {
        if (await _process.GetStatusAsync("/status") is not { Code: 200, Body: var body }) return false;
        using var status = JsonDocument.Parse(body);
        return status.RootElement.GetProperty("started").GetBoolean() && status.RootElement.GetProperty("collections").EnumerateArray().All(c => c.GetProperty("snapshot").GetProperty("done").GetBoolean());
    }, limit, pause);

    public Task<(int Code, string Body)> CallAsync(string method, string path, string? body = null) => _process.CallAsync(method, path, Token, body);

    public async Task<string> MetricsAsync() => await _process.MetricsTextAsync(TimeSpan.FromSeconds(10));

    /// <summary>Asks again and again, more often than tests do, because what is waited for is measured.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan limit, TimeSpan pause)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (_process.Process.HasExited || clock.Elapsed > limit) throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}\n{_process.Process.LastLines()}");
            await Task.Delay(pause, TimeProvider.System);
        }
    }

    /// <summary>Ends it as Kubernetes does, so that its checkpoint is saved.</summary>
    public async Task StopAsync()
    {
        if (await _process.TerminateAsync() is { ExitCode: not 0 } ended) throw new InvalidOperationException($"The bridge ended with {ended.ExitCode}.\n{_process.Process.LastLines()}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
