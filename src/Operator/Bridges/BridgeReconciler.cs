using ControllerRuntime.Controllers;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using Operator.Observability;
using Operator.Removal;

namespace Operator.Bridges;

/// <summary>
/// Makes the cluster agree with one bridge: accept the spec → resolve the secrets → deploy the runtime → observe it → write the status. The steps run in order up to the
/// first that waits or stalls; the status is computed and written once, at the end, whatever happened.
/// </summary>
internal sealed class BridgeReconciler(
    ObjectStore<BigPeerDataBridge> bridges, IReadOnlyList<IBridgeStep> steps, RolloutStep rollout, MassDeleteReleases releases, BridgeRemoval removal, DatabaseClaims claims, StatusWriter writer, OperatorMetrics metrics, ILogger logger) : IReconciler
{
    public async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (bridges.Find(key) is not { } bridge)
        {
            // Owner references remove the children.
            rollout.Forget(key);
            releases.Forget(key);
            removal.Forget(key);
            claims.Forget(key);
            writer.Forget(key);
            if (metrics.Gone(key)) logger.Gone(key);
            return ReconcileOutcome.Done;
        }
        var pass = new BridgePass(bridge);
        if (bridge.Metadata.DeletionTimestamp is not null)
        {
            if (await removal.RunAsync(pass, cancellation)) await writer.WriteAsync(pass, cancellation);
            return pass.Outcome;
        }
        foreach (var step in steps)
        {
            if (!await step.RunAsync(pass, cancellation)) break;
        }
        await writer.WriteAsync(pass, cancellation);
        return pass.Outcome;
    }
}
