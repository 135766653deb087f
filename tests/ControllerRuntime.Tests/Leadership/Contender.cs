using System.Diagnostics;
using ControllerRuntime.Leadership;

namespace ControllerRuntime.Tests.Leadership;

/// <summary>Runs for the leadership until it is disposed of.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public Contender(string identity, LeaderElector elector, Leaders leaders) => Running = elector.RunAsync(async cancellation =>
    {
        leaders.Enter(identity);
        LedAt = Stopwatch.GetTimestamp();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
        finally
        {
            StoppedAt = Stopwatch.GetTimestamp();
            leaders.Leave(identity);
        }
    }, _stop.Token);

    public Task Running { get; }

    /// <summary>0 as long as it never led.</summary>
    public long LedAt { get; private set; }

    public long StoppedAt { get; private set; }

    public TimeSpan LedAfter => Stopwatch.GetElapsedTime(_began, LedAt);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
