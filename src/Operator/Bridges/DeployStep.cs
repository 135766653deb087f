using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Operator.Observability;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>Applies the children. One that is as it was left is not written again: neither the wish nor the object has changed since.</summary>
internal sealed class DeployStep(KubeClient client, WorkloadOptions options, Func<ResourceType<PartialObject>, ObjectKey, string?> versionOf, ILogger logger) : IBridgeStep
{
    /// <summary>Also the field manager of server-side apply.</summary>
    public const string Manager = ChildLabels.Manager;

    private readonly IReadOnlyList<ResourceType<PartialObject>> _types = Children.TypesOf(options);

    // By bridge, then by kind. One bridge is never reconciled twice at once.
    private readonly ConcurrentDictionary<ObjectKey, Dictionary<string, (string Wish, string Version)>> _left = new();

    // Bridges that have no child of an option that is off. Nobody but an earlier operator makes one, so it is looked for once.
    private readonly ConcurrentDictionary<ObjectKey, bool> _cleared = new();

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        foreach (var child in Children.Of(pass.Bridge, pass.Inputs!, options))
        {
            if (!await AllowedAsync(pass, child.Type, () => ApplyAsync(pass.Key, child, cancellation))) return false;
        }
        if (_cleared.ContainsKey(pass.Key)) return true;
        foreach (var type in Children.UnwantedTypesOf(options))
        {
            if (!await AllowedAsync(pass, type, () => RemoveAsync(pass.Bridge, type, cancellation))) return false;
        }
        _cleared[pass.Key] = true;
        return true;
    }

    /// <summary>The versions of a bridge's children as they are; null where one is not there.</summary>
    public string? Present(ObjectKey bridge) => Versions(type => versionOf(type, bridge));

    /// <summary>The versions at which a bridge's children were left; null where one was not applied yet.</summary>
    public string? Left(ObjectKey bridge) =>
        _left.TryGetValue(bridge, out var left) ? Versions(type => left.TryGetValue(type.Kind, out var one) ? one.Version : null) : null;

    public void Forget(ObjectKey bridge)
    {
        _left.TryRemove(bridge, out _);
        _cleared.TryRemove(bridge, out _);
    }

    private static async Task<bool> AllowedAsync(BridgePass pass, ResourceType<PartialObject> type, Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (KubeException e) when (e.Kind is KubeErrorKind.Invalid or KubeErrorKind.BadRequest or KubeErrorKind.Forbidden)
        {
            // Where an apply would create, the server does not say which permission is missing (seen on 1.20).
            var remedy = e.Kind == KubeErrorKind.Forbidden ? $" The operator needs create and patch on {type.Plural}, and update on {BigPeerDataBridge.Type.Plural}/finalizers." : "";
            var verdict = Verdict.No(Reasons.DeployRefused, $"The API server refuses the {type.Kind}: {e.Status?.Message ?? e.Message}{remedy}");
            // A wrong spec.runtime is the user's to mend; a missing permission may be granted without any change that is watched.
            return pass.Stop(ConditionType.RuntimeDeployed, verdict, e.Kind == KubeErrorKind.Forbidden ? ReconcileOutcome.Failed(verdict.Message) : ReconcileOutcome.Stalled(verdict.Message));
        }
    }

    private async Task ApplyAsync(ObjectKey bridge, Child child, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(child.Body, OperatorJson.Default.JsonObject)));
        var all = _left.GetOrAdd(bridge, static _ => []);
        var before = versionOf(child.Type, child.Key);
        if (all.TryGetValue(child.Type.Kind, out var left) && left.Wish == hash && left.Version == before) return;
        var applied = await client.ApplyAsync(child.Type, child.Key, child.Body, Manager, force: true, cancellation);
        var after = ChildVersion.Of(applied.Metadata);
        all[child.Type.Kind] = (hash, after);
        if (after != before && after != left.Version) logger.Applied(child.Type.Kind, child.Key);
    }

    /// <summary>Removes a child that an earlier operator made, with an option that is off now. What others made under its name stays.</summary>
    private async Task RemoveAsync(BigPeerDataBridge bridge, ResourceType<PartialObject> type, CancellationToken cancellation)
    {
        var key = ObjectKey.Of(bridge);
        if (await FindAsync(type, key, cancellation) is not { } found || !IsOurs(found.Metadata, bridge)) return;
        await client.DeleteAsync(type, key, new DeleteOptions { Preconditions = new DeletePreconditions { Uid = found.Metadata.Uid } }, cancellation);
    }

    private async Task<PartialObject?> FindAsync(ResourceType<PartialObject> type, ObjectKey key, CancellationToken cancellation)
    {
        try
        {
            return await client.FindAsync(type, key, cancellation);
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            // Who never had the option need not have the permission either.
            return null;
        }
    }

    private static bool IsOurs(ObjectMeta child, BigPeerDataBridge bridge) =>
        child.Labels.GetValueOrDefault(ChildLabels.ManagedBy) == ChildLabels.Manager && child.OwnerReferences.Any(o => o.Uid == bridge.Metadata.Uid);

    private string? Versions(Func<ResourceType<PartialObject>, string?> version)
    {
        var all = _types.Select(type => (type.Kind, Version: version(type))).ToList();
        return all.Exists(v => v.Version is null) ? null : string.Join(' ', all.Select(v => $"{v.Kind}@{v.Version}"));
    }
}
