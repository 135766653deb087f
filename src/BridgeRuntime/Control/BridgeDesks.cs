using BridgeModel;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Feeds;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Control;

/// <summary>What a running bridge does for people.</summary>
internal sealed record BridgeDesks
{
    public required PauseDesk Pause { get; init; }

    public required ResyncDesk Resync { get; init; }

    public required VerificationDesk Verification { get; init; }

    /// <param name="configuration">What the bridge is told.</param>
    /// <param name="collections">Its collections, as its workers plan them.</param>
    /// <param name="queue">Its keys.</param>
    /// <param name="letters">Its dead letters.</param>
    /// <param name="guard">Holds deletes.</param>
    /// <param name="checkpoints">Its progress.</param>
    /// <param name="reached">Up to which moment each feed has hinted everything.</param>
    /// <param name="observer">Is told of pauses, and that the loops live.</param>
    /// <param name="retry">Makes the waits of a loop.</param>
    /// <param name="time">The clock.</param>
    public static BridgeDesks Make(
        BridgeConfiguration configuration, IReadOnlyList<VerifiedCollection> collections, KeyQueue queue, DeadLetterStore letters, MassDeleteGate guard, CheckpointKeeper checkpoints,
        Func<(DateTimeOffset Stream, DateTimeOffset Poll)> reached, IFeedObserver observer, Func<string, RetryLoop> retry, TimeProvider time)
    {
        var scope = new VerificationScope
        {
            Collections = collections,
            Sizes = new BatchSizer(configuration.Runtime.BatchSize, configuration.Runtime.MaxBatchBytes),
            Parallel = Math.Max(1, configuration.Runtime.Workers / 2),
            IsParked = letters.IsParked,
            IsHeld = key => key.DeletesForWantOf is { } side && guard.Holds(key.Key.Collection, side, key.Ledger),
            IsBigPeerRead = name => checkpoints.Current.Of(name).BigPeerRead,
            Motion = new LiveMotion(queue, reached),
        };
        return new BridgeDesks
        {
            Pause = new PauseDesk(queue, checkpoints, observer, time),
            Resync = new ResyncDesk(scope, queue, letters, new ControlLoop(LoopName.Resync, observer, time), retry(LoopName.Resync), time),
            Verification = new VerificationDesk(scope, configuration.ConflictPolicy, new ControlLoop(LoopName.Verification, observer, time), retry(LoopName.Verification), time),
        };
    }
}
