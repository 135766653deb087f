using BridgeRuntime.Documents;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Feeds;

/// <summary>Runs a feed again after each failure of a side, with growing, jittered waits; any other failure ends it.</summary>
internal sealed class RetryLoop(string name, IFeedObserver observer, Backoff backoff, TimeProvider time)
{
    private int _failures;

    /// <summary>What runs is well again: the next failure waits the shortest time.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Runs until it returns by itself or is cancelled.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await run(cancellation);
                return;
            }
            catch (SideException e)
            {
                await WaitAsync(e, cancellation);
            }
        }
    }

    public async Task WaitAsync(SideException failure, CancellationToken cancellation)
    {
        var delay = backoff.Delay(++_failures, failure.RetryAfter);
        observer.Retrying(name, failure, delay);
        await Task.Delay(delay, time, cancellation);
    }
}
