using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>All that the children of a bridge are made from, and what became of them, as versions; no secret is part of it.</summary>
/// <param name="Uid">Of the bridge.</param>
/// <param name="Generation">Of its spec.</param>
/// <param name="Labels">Of the bridge; its children have them too.</param>
/// <param name="Secrets">The referenced Secrets, also that of AWS, with their versions.</param>
/// <param name="Children">The children's kinds with their versions.</param>
internal sealed record RolloutBasis(string? Uid, long Generation, string Labels, string Secrets, string Children)
{
    /// <returns>Null where a child is not there, or AWS gives no connection string.</returns>
    public static RolloutBasis? Of(BridgePass pass, Func<ObjectKey, string?> secretVersion, string? children)
    {
        if (children is null || pass.FromAws is { Result.Value: null }) return null;
        var bridge = pass.Bridge;
        var labels = string.Join(',', bridge.Metadata.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
        var secrets = string.Join(',', ResolveSecretsStep.SecretsOf(bridge).Select(s => $"{s.Name}@{secretVersion(s)}").Append($"aws@{pass.FromAws?.Version}"));
        return new RolloutBasis(bridge.Metadata.Uid, bridge.Metadata.Generation, labels, secrets, children);
    }
}
