using System.Collections.Concurrent;
using BridgeModel;
using ControllerRuntime.Client;
using ControllerRuntime.Events;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Observability;

namespace Operator.Removal;

/// <summary>
/// A deleted bridge with <c>deletionPolicy: Delete</c>: its runtime stops → a Job drops its state → the finalizer goes. After a bounded time the finalizer goes in any case, and
/// an event says what was left and how to drop it by hand: whoever deletes a bridge must not wait for a database that is gone. All is judged by what the cluster holds, so that
/// another operator goes on where this one ended.
/// </summary>
internal sealed class BridgeRemoval(DropFinalizer finalizer, RuntimeStop stop, DropJob job, DatabaseClaims claims, EventRecorder events, OperatorMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>
    /// From the deletion on, or from when an operator that was not there first sees it. <c>kubectl delete</c> is to return within 30 s; the challenge of a runtime that died
    /// without a word takes 15 of these.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(24);

    /// <summary>A reconcile that was on its way at the deletion may have held up its sight for so long: a runtime has 5 s to answer. What is older was there before the operator.</summary>
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<ObjectKey, (string? Uid, long At)> _began = new();

    /// <returns>Whether the bridge stays for now: then its status says why.</returns>
    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        // Without the finalizer the children go with the bridge, and nothing must bring them back meanwhile.
        if (!DropFinalizer.IsOn(pass.Bridge)) return false;
        if (pass.Spec.DeletionPolicy != DeletionPolicy.Delete || !WasDeployed(pass))
        {
            await ReleaseAsync(pass, cancellation);
            return false;
        }
        var left = Limit - time.GetElapsedTime(Began(pass));
        var progress = await ProgressAsync(pass, left, cancellation);
        if (!progress.IsOver && left > TimeSpan.Zero)
        {
            pass.LookAgain(left < LookInterval ? left : LookInterval);
            Say(pass);
            return true;
        }
        // The Job last: as long as the finalizer is there, it is what tells how it ended.
        await ReleaseAsync(pass, cancellation);
        Tell(pass, progress);
        await job.RemoveAsync(pass, cancellation);
        return false;
    }

    public void Forget(ObjectKey bridge) => _began.TryRemove(bridge, out _);

    private async Task<RemovalProgress> ProgressAsync(BridgePass pass, TimeSpan left, CancellationToken cancellation)
    {
        if (claims.Rival(pass) is { IsNamesake: true } namesake)
            return RemovalProgress.Left($"bridge {namesake.Bridge}, which is older, has the same name and serves the same database, so that the state is its own");
        try
        {
            return await stop.RunAsync(pass, cancellation) ? await job.RunAsync(pass, left, cancellation) : RemovalProgress.Waits("the runtime's pod did not end in time");
        }
        catch (KubeException e) when (e.Kind is KubeErrorKind.Forbidden or KubeErrorKind.Invalid or KubeErrorKind.BadRequest)
        {
            return RemovalProgress.Left($"the API server refuses what is needed for it: {e.Status?.Message ?? e.Message}");
        }
    }

    /// <summary>A bridge that never had a runtime has no state; what stands under its name belongs to an earlier one, or to another bridge.</summary>
    private bool WasDeployed(BridgePass pass) =>
        pass.Bridge.Status?.RuntimeVersion is not null || pass.Bridge.Status?.Find(ConditionType.RuntimeDeployed) is { Reason: not (Reasons.Waiting or Reasons.DeployRefused) } || stop.IsThere(pass.Key);

    private long Began(BridgePass pass)
    {
        var uid = pass.Bridge.Metadata.Uid;
        if (_began.TryGetValue(pass.Key, out var known) && known.Uid == uid) return known.At;
        var late = time.GetUtcNow() - pass.Bridge.Metadata.DeletionTimestamp!.Value;
        var began = time.GetTimestamp() - (late > TimeSpan.Zero && late <= MostLate ? (long)(late.TotalSeconds * time.TimestampFrequency) : 0);
        _began[pass.Key] = (uid, began);
        return began;
    }

    private async Task ReleaseAsync(BridgePass pass, CancellationToken cancellation)
    {
        await finalizer.SetAsync(pass.Key, pass.Bridge.Metadata.Uid, isOn: false, cancellation);
        Forget(pass.Key);
    }

    /// <summary>The status of a bridge that waits for its end.</summary>
    private static void Say(BridgePass pass)
    {
        foreach (var type in (string[])[ConditionType.Accepted, ConditionType.SecretsResolved])
        {
            if (pass.Bridge.Status?.Find(type) is { } known) pass.Verdicts[type] = new Verdict(known.Status, known.Reason, known.Message);
        }
        pass.Verdicts[ConditionType.RuntimeDeployed] = Verdict.No(Reasons.DroppingState, $"The bridge is deleted: its runtime stops, and a Job drops its state. That takes {Limit.TotalSeconds} s at most.");
    }

    private void Tell(BridgePass pass, RemovalProgress progress)
    {
        var (name, database) = (pass.Key.Name, pass.Spec.MongoConnector.Database);
        metrics.Removed(progress.Problem is null);
        if (progress.Problem is not { } problem)
        {
            logger.StateDropped(pass.Key);
            events.Tell(pass.Bridge, BigPeerDataBridge.Type, isWarning: false, Reasons.StateDropped, $"The bridge's own state in MongoDB database {database} is dropped; the documents of both sides are as they were.");
            return;
        }
        logger.StateLeft(pass.Key, problem);
        events.Tell(pass.Bridge, BigPeerDataBridge.Type, isWarning: true, Reasons.StateLeft,
            $"The bridge's own state was left in MongoDB database {database}: {problem.TrimEnd('.')}. Drop it by hand: BridgeRuntime drop-state with the bridge's configuration, or in that database "
            + $"deleteMany({{\"_id.b\": \"{name}\"}}) in __ditto_connector_state, __ditto_connector_documents and __ditto_unsynced_documents, and deleteMany({{\"_id.k\": \"lease\", \"bridge\": \"{name}\"}}) in the first.");
    }
}
