using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>All that the children of a bridge are made from, and what became of them, as versions; no secret is part of it.</summary>
/// <param name="Uid">Of the bridge.</param>
/// <param name="Generation">Of its spec.</param>
/// <param name="Labels">Of the bridge; its children have them too.</param>
/// <param name="Secrets">The referenced Secrets with their versions.</param>
/// <param name="Children">The children's kinds with their versions.</param>
internal sealed record RolloutBasis(string? Uid, long Generation, string Labels, string Secrets, string Children)
{
    /// <returns>Null where a child is not there, or where only reading a secret tells whether it has changed.</returns>
    public static RolloutBasis? Of(BigPeerDataBridge bridge, Func<ObjectKey, string?> secretVersion, string? children)
    {
        if (children is null || bridge.Read().Spec.MongoConnector.ConnectionSecret?.KubernetesSecret is null) return null;
        var labels = string.Join(',', bridge.Metadata.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
        var secrets = string.Join(',', ResolveSecretsStep.SecretsOf(bridge).Select(s => $"{s.Name}@{secretVersion(s)}"));
        return new RolloutBasis(bridge.Metadata.Uid, bridge.Metadata.Generation, labels, secrets, children);
    }
}
