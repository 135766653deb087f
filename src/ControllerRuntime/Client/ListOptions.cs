namespace ControllerRuntime.Client;

/// <summary>Which objects of a kind.</summary>
public sealed record ListOptions
{
    /// <summary>Null or empty: of all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Most items of a page; 500 unless set.</summary>
    public int PageSize { get; init; } = 500;
}
