using TestKit;

namespace Faults.Tests.Rig;

/// <summary>One bridge of a rig: started, killed, paused and started again, with another clock where asked.</summary>
internal sealed class RigBridge(string name, Func<string> yaml, IReadOnlyDictionary<string, string> secrets, string logs) : IAsyncDisposable
{
    private static readonly string[] Counted = ["ditto_sync_operations_total", "bridge_echoes_total", "bridge_conflicts_total", "bridge_retries_total", "bridge_reruns_total"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _past = [];
    private Dictionary<string, double> _current = [];
    private BridgeProcess? _process;
    private DirectoryInfo? _clock;
    private long _changes;
    private bool _isDown = true;

    public string Name => name;

    public int Starts { get; private set; }

    /// <summary>Ends of the process that nobody asked for.</summary>
    public List<string> Deaths { get; } = [];

    /// <summary>A number of its own for each time that no process runs; null while one does.</summary>
    public long? DownMark
    {
        get { lock (_lock) return _isDown ? _changes : null; }
    }

    public BridgeProcess Process => _process ?? throw new InvalidOperationException($"The bridge {name} was never started.");

    /// <summary>Whether the clock of a process can be set; null, or why not.</summary>
    public static string? NoClock => FakeClock.Missing;

    public async Task LaunchAsync(TimeSpan? skew = null)
    {
        if (_process is not null) await LetGoAsync();
        lock (_lock) (_isDown, _changes) = (false, _changes + 1);
        _clock ??= Directory.CreateTempSubdirectory("clock-");
        var environment = new Dictionary<string, string>(secrets);
        foreach (var (key, value) in FakeClock.Environment(_clock, skew)) environment[key] = value;
        _process = BridgeProcess.Start(yaml(), environment);
        Starts++;
    }

    /// <summary>Sets the clock of the running process, when it was started with one.</summary>
    public void Skew(TimeSpan by)
    {
        if (_clock is not null) FakeClock.Set(_clock, by);
    }

    public async Task KillAsync()
    {
        if (_process is null || DownMark is not null) return;
        if (_process.Process.HasExited) Deaths.Add($"{name} at {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}, exit code {await _process.Process.ExitAsync(BridgeProcess.StopLimit)}: {_process.Process.LastLines(5)}");
        await _process.KillAsync();
        lock (_lock) (_isDown, _changes) = (true, _changes + 1);
    }

    /// <summary>Starts it again when its process ended by itself.</summary>
    public async Task ReviveAsync()
    {
        if (_process is null || DownMark is not null || !_process.Process.HasExited) return;
        await KillAsync();
        await LaunchAsync();
    }

    /// <summary>Waits until the process follows MongoDB's changes, or has ended, or the time is over.</summary>
    public async Task WorksAsync(TimeSpan limit)
    {
        if (_process is null || DownMark is not null) return;
        try
        {
            await _process.Process.LineAsync("that it works", l => l.Contains("The change stream is open", StringComparison.Ordinal), limit);
        }
        catch (TimeoutException)
        {
            // Faults keep it from its work, or it has ended: it is killed as it is.
        }
    }

    /// <summary>Waits until <c>/readyz</c> says so, on a machine that may be slow.</summary>
    public Task ReadyAsync(TimeSpan limit) => Eventually.HoldsAsync($"the bridge {name} is ready", async () =>
    {
        try
        {
            return await Process.GetStatusAsync("/readyz") is { Code: not 200 } answer ? answer.Body : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return e.Message;
        }
    }, limit, () => Process.Process.LastLines());

    public void Signal(UnixSignal signal) => _process?.Process.Signal(signal);

    /// <summary>Reads the metrics, so that the next kill takes little of them away.</summary>
    public async Task ReadMetricsAsync()
    {
        if (_process is not { } process || process.Process.HasExited || !process.Process.Output.Any(l => l.Contains("Status on port", StringComparison.Ordinal))) return;
        try
        {
            var text = await process.MetricsTextAsync(TimeSpan.FromSeconds(1));
            if (process == _process) _current = Counted.ToDictionary(c => c, c => BridgeProcess.Sum(text, c));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // It is paused or has just been killed: what was read before stands.
        }
    }

    /// <summary>Of all its processes, as far as they were read.</summary>
    public double Total(string metric) => _past.GetValueOrDefault(metric) + _current.GetValueOrDefault(metric);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await LetGoAsync();
        if (_clock is { Exists: true }) _clock.Delete(recursive: true);
    }

    private async Task LetGoAsync()
    {
        foreach (var (metric, value) in _current) _past[metric] = _past.GetValueOrDefault(metric) + value;
        _current = [];
        await _process!.DisposeAsync();
        Directory.CreateDirectory(logs);
        await File.AppendAllLinesAsync(Path.Combine(logs, $"bridge-{name}.log"), [.. _process.Process.Output, .. _process.Process.Errors, $"-- end of process {Starts} of {name}"]);
        _process = null;
    }
}
