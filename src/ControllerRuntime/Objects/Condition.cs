namespace ControllerRuntime.Objects;

/// <summary>A condition as in <c>metav1.Condition</c>.</summary>
public sealed record Condition
{
    public string Type { get; init; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; init; } = "Unknown";

    /// <summary>The generation of the spec that was judged.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>A word in CamelCase for programs.</summary>
    public string Reason { get; init; } = "";

    /// <summary>A sentence for people, with the remedy.</summary>
    public string Message { get; init; } = "";
}
