using BridgeModel;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using Operator.Bridges;

namespace Operator.Removal;

/// <summary>Gives an accepted bridge the finalizer that its deletion policy asks for, before it can have any state, and takes it when the policy is changed back.</summary>
internal sealed class FinalizerStep(DropFinalizer finalizer) : IBridgeStep
{
    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        var isWanted = pass.Spec.DeletionPolicy == DeletionPolicy.Delete;
        if (DropFinalizer.IsOn(pass.Bridge) == isWanted) return true;
        try
        {
            await finalizer.SetAsync(pass.Key, pass.Bridge.Metadata.Uid, isWanted, cancellation);
            return true;
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            var message = $"The API server refuses a change of the finalizer that deletionPolicy: Delete needs: {e.Status?.Message ?? e.Message}. Grant the operator patch on bigpeerdatabridges.";
            return pass.Stop(ConditionType.Accepted, Verdict.No(Reasons.DeployRefused, message), ReconcileOutcome.Failed(message));
        }
    }
}
