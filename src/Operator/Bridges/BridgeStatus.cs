using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>The resource's <c>status</c>.</summary>
internal sealed record BridgeStatus
{
    public long ObservedGeneration { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Such as <c>2.5s</c>; null while nothing is known.</summary>
    public string? Lag { get; init; }

    public double? LagSeconds { get; init; }

    public long? DeadLetters { get; init; }

    public string? LastError { get; init; }

    public string? RuntimeVersion { get; init; }

    public IReadOnlyList<CollectionStatus>? Collections { get; init; }

    public Condition? Find(string type) => Conditions.FirstOrDefault(c => c.Type == type);
}
