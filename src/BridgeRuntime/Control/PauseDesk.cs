using BridgeRuntime.Checkpoints;
using BridgeRuntime.Feeds;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Control;

/// <summary>
/// Holds the bridge and lets it go on. A paused bridge keeps its leases and its stream: changes are noticed and wait in the queue, and where that is full in MongoDB's oplog and at the
/// Big Peer; nothing is carried over, and no position is passed. It stays so over restarts.
/// </summary>
internal sealed class PauseDesk(KeyQueue queue, CheckpointKeeper checkpoints, IFeedObserver observer, TimeProvider time)
{
    /// <summary>Until a pause is saved it holds all the same; the caller is told when that takes long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public PauseReport Current(bool isSaved = true) => new(checkpoints.Current.PausedSince is not null, checkpoints.Current.PausedSince, isSaved);

    /// <summary>Takes no further batch from now on; those that run end.</summary>
    public Task<PauseReport> PauseAsync(CancellationToken cancellation)
    {
        queue.Hold();
        return SetAsync(checkpoints.Current.PausedSince ?? time.GetUtcNow(), cancellation);
    }

    public async Task<PauseReport> ResumeAsync(CancellationToken cancellation)
    {
        var report = await SetAsync(since: null, cancellation);
        queue.Release();
        return report;
    }

    private async Task<PauseReport> SetAsync(DateTimeOffset? since, CancellationToken cancellation)
    {
        observer.Paused(since);
        if (checkpoints.Saved.PausedSince == since && checkpoints.Current.PausedSince == since) return Current();
        var saved = checkpoints.SavedAsync(c => c with { PausedSince = since });
        await Task.WhenAny(saved, Task.Delay(Patience, time, cancellation));
        return Current(saved.IsCompletedSuccessfully);
    }
}
