namespace ControllerRuntime.Objects;

/// <summary>The metadata of a list.</summary>
public sealed record ListMeta
{
    /// <summary>The version as of which the list was read: a watch goes on from it. The same on every page.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Asks for the next page; null or empty on the last one.</summary>
    public string? Continue { get; set; }

    /// <summary>How many items come after this page, where the server says so.</summary>
    public long? RemainingItemCount { get; set; }
}
