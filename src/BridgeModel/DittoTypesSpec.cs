namespace BridgeModel;

/// <summary>Paths of a collection that have a Ditto type of their own.</summary>
public sealed record DittoTypesSpec
{
    /// <summary>Dotted paths that are counters in Ditto and plain numbers in MongoDB. Default none.</summary>
    public IReadOnlyList<string> SettableCounters { get; init; } = [];
}
