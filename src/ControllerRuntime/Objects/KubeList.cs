namespace ControllerRuntime.Objects;

/// <summary>One page of a list.</summary>
public sealed record KubeList<T>
{
    public ListMeta Metadata { get; init; } = new();

    public IReadOnlyList<T> Items { get; init; } = [];
}
