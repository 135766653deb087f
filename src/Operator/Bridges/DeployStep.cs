using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>Applies the children. One that is as it was left is not written again: neither the wish nor the object has changed since.</summary>
internal sealed class DeployStep(KubeClient client, WorkloadOptions options, Func<ResourceType<PartialObject>, ObjectKey, string?> versionOf) : IBridgeStep
{
    /// <summary>Also the field manager of server-side apply.</summary>
    public const string Manager = ChildLabels.Manager;

    private readonly IReadOnlyList<ResourceType<PartialObject>> _types = Children.TypesOf(options);

    // By bridge, then by kind. One bridge is never reconciled twice at once.
    private readonly ConcurrentDictionary<ObjectKey, Dictionary<string, (string Wish, string Version)>> _left = new();

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        foreach (var child in Children.Of(pass.Bridge, pass.Inputs!, options))
        {
            try
            {
                await ApplyAsync(pass.Key, child, cancellation);
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

    /// <summary>The versions of a bridge's children as they are; null where one is not there.</summary>
    public string? Present(ObjectKey bridge) => Versions(type => versionOf(type, bridge));

    /// <summary>The versions at which a bridge's children were left; null where one was not applied yet.</summary>
    public string? Left(ObjectKey bridge) =>
        _left.TryGetValue(bridge, out var left) ? Versions(type => left.TryGetValue(type.Kind, out var one) ? one.Version : null) : null;

    public void Forget(ObjectKey bridge) => _left.TryRemove(bridge, out _);

    private async Task ApplyAsync(ObjectKey bridge, Child child, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(child.Body, OperatorJson.Default.JsonObject)));
        var all = _left.GetOrAdd(bridge, static _ => []);
        if (all.TryGetValue(child.Type.Kind, out var left) && left.Wish == hash && left.Version == versionOf(child.Type, child.Key)) return;
        var applied = await client.ApplyAsync(child.Type, child.Key, child.Body, Manager, force: true, cancellation);
        all[child.Type.Kind] = (hash, ChildVersion.Of(applied.Metadata));
    }

    private string? Versions(Func<ResourceType<PartialObject>, string?> version)
    {
        var all = _types.Select(type => (type.Kind, Version: version(type))).ToList();
        return all.Exists(v => v.Version is null) ? null : string.Join(' ', all.Select(v => $"{v.Kind}@{v.Version}"));
    }
}
