using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>The resource's <c>status</c>.</summary>
internal sealed record BridgeStatus
{
    public long ObservedGeneration { get; set; }

    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>Such as <c>2.5s</c>; null while nothing is known.</summary>
    public string? Lag { get; set; }

    public double? LagSeconds { get; set; }

    public long? DeadLetters { get; set; }

    public string? LastError { get; set; }

    public string? RuntimeVersion { get; set; }

    public IReadOnlyList<CollectionStatus>? Collections { get; set; }

    public Condition? Find(string type) => Conditions.FirstOrDefault(c => c.Type == type);
}
