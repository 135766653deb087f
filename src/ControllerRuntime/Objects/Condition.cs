namespace ControllerRuntime.Objects;

/// <summary>A condition as in <c>metav1.Condition</c>.</summary>
public sealed record Condition
{
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation of the spec that was judged.</summary>
    public long ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; set; }

    /// <summary>A word in CamelCase for programs.</summary>
    public string Reason { get; set; } = "";

    /// <summary>A sentence for people, with the remedy.</summary>
    public string Message { get; set; } = "";
}
