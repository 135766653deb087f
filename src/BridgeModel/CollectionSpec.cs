namespace BridgeModel;

/// <summary>One collection that is kept in step.</summary>
public sealed record CollectionSpec
{
    /// <summary>The MongoDB fields that make the Ditto <c>_id</c>: <c>_id</c> alone, or one or more other top-level names. Required.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Whether documents that exist at the first start are synchronised; else they are the baseline. Default false.</summary>
    public bool InitialSync { get; init; }

    /// <summary>How BSON values look in Ditto. Default <see cref="CollectionMode.Native"/>.</summary>
    public CollectionMode Mode { get; init; } = CollectionMode.Native;

    /// <summary>DQL strict mode: an object is one register. Must be false with <c>ejson</c> and with settable counters. Default true.</summary>
    public bool DqlStrictMode { get; init; } = true;

    /// <summary>Paths with a Ditto type of their own.</summary>
    public DittoTypesSpec? DittoTypes { get; init; }

    /// <summary>A top-level field of the Ditto documents that grows with every change, so that polling asks only for what is newer. Default none.</summary>
    public string? ChangeField { get; init; }

    /// <summary>A condition in the words of Ditto's query language: only documents that match it are kept in step. Default: all are.</summary>
    public string? Filter { get; init; }

    /// <summary>JSON Schemas that documents must fulfil. Default none.</summary>
    public SchemaSpec? Schema { get; init; }
}
