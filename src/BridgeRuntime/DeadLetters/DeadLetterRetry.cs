using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Queue;

namespace BridgeRuntime.DeadLetters;

/// <summary>
/// Tries every parked document again on a slow schedule: what stood in its way may have gone without a change of its own. Also looks a collection through again
/// once there is room for the documents that could not be parked.
/// </summary>
/// <param name="letters">The letters.</param>
/// <param name="replay">Brings them into the queue.</param>
/// <param name="lookThrough">Hints every document of a MongoDB collection, and ends when all have been looked at.</param>
/// <param name="interval">How often; jittered, so that several bridges do not come together.</param>
/// <param name="random">From 0 to 1.</param>
/// <param name="retry">How failures of a side are waited out.</param>
/// <param name="observer">Is told.</param>
/// <param name="time">The clock.</param>
internal sealed class DeadLetterRetry(
    DeadLetterStore letters, DeadLetterReplay replay, Func<string, CancellationToken, Task> lookThrough, TimeSpan interval, Func<double> random, RetryLoop retry, IFeedObserver observer, TimeProvider time)
{
    /// <summary>Letters taken at a time; between two pages the loop shows that it lives.</summary>
    private const int PageSize = 500;

    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await PauseAsync(interval * (0.75 + (random() / 2)), cancellation);
            await retry.RunAsync(RetryAllAsync, cancellation);
            retry.Succeeded();
        }
    }

    private async Task RetryAllAsync(CancellationToken cancellation)
    {
        foreach (var page in letters.ToRetry().Chunk(PageSize))
        {
            await replay.EnqueueAsync(page, RetryCause.Schedule, Lane.Bulk, Tick, cancellation);
            Tick();
        }
        foreach (var collection in letters.Overflowed)
        {
            if (letters.IsFull) return;
            letters.LookThroughBegins(collection);
            await lookThrough(collection, cancellation);
            await letters.LookThroughEndedAsync(collection, cancellation);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var left = pause; left > TimeSpan.Zero; left = pause - time.GetElapsedTime(started))
        {
            await Task.Delay(left < TickInterval ? left : TickInterval, time, cancellation);
            Tick();
        }
    }

    private void Tick() => observer.Tick(LoopName.DeadLetters);
}
