namespace ControllerRuntime.Objects;

/// <summary>One page of a list.</summary>
public sealed record KubeList<T>
{
    public ListMeta Metadata { get; set; } = new();

    /// <summary>Old servers write null for an empty list.</summary>
    public IReadOnlyList<T> Items { get; set => field = value ?? []; } = [];
}
