using System.Collections.Concurrent;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>Applies the children. One that is as it was left is not written again: neither the wish nor the object has changed since.</summary>
internal sealed class DeployStep(KubeClient client, WorkloadOptions options, Func<Child, string?> versionOf) : IBridgeStep
{
    /// <summary>Also the field manager of server-side apply.</summary>
    public const string Manager = ChildLabels.Manager;

    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), (string Wish, string Version)> _left = new();

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        foreach (var child in Children.Of(pass.Bridge, pass.Inputs!, options))
        {
            try
            {
                await ApplyAsync(child, cancellation);
            }
            catch (KubeException e) when (e.Kind is KubeErrorKind.Invalid or KubeErrorKind.BadRequest or KubeErrorKind.Forbidden)
            {
                var verdict = Verdict.No(Reasons.DeployRefused, $"The API server refuses the {child.Type.Kind}: {e.Status?.Message ?? e.Message}");
                // A wrong spec.runtime is the user's to mend; a missing permission may be granted without any change that is watched.
                return pass.Stop(ConditionType.RuntimeDeployed, verdict, e.Kind == KubeErrorKind.Forbidden ? ReconcileOutcome.Failed(verdict.Message) : ReconcileOutcome.Stalled(verdict.Message));
            }
        }
        return true;
    }

    public void Forget(ObjectKey bridge)
    {
        foreach (var left in _left.Keys.Where(l => l.Key == bridge)) _left.TryRemove(left, out _);
    }

    private async Task ApplyAsync(Child child, CancellationToken cancellation)
    {
        var wish = child.Body.ToJsonString();
        var address = (child.Type.Kind, child.Key);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(wish)));
        if (_left.TryGetValue(address, out var left) && left.Wish == hash && left.Version == versionOf(child)) return;
        var applied = await client.ApplyAsync(child.Type, child.Key, child.Body, Manager, force: true, cancellation);
        _left[address] = (hash, applied.Metadata.ResourceVersion ?? "");
    }
}
