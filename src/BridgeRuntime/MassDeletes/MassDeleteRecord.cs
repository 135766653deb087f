using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.MassDeletes;

/// <summary>What outlives the process of one collection and side.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Lacking">The side that lacks documents; they would be deleted on the other.</param>
/// <param name="Block">Null where deletes are not held back.</param>
/// <param name="Release">Null where none is being carried out.</param>
internal sealed record MassDeleteRecord(string Collection, Side Lacking, MassDeleteBlock? Block, MassDeleteRelease? Release)
{
    /// <summary>Deletes that count, the oldest first; never fewer than were written, and somewhat more.</summary>
    public IReadOnlyList<CountedDeletes> Deletes { get; init; } = [];

    /// <summary>Whether a person has let the delete of the entry's document go.</summary>
    public bool Releases(LedgerEntry? entry) => Release is { } release && entry?.Release == release.Id;

    /// <summary>Whether its delete is held.</summary>
    public bool Holds(LedgerEntry? entry) => Block is not null && !Releases(entry);

    /// <summary>Nothing that is to be kept.</summary>
    public bool IsEmpty => Block is null && Release is null && Deletes.Count == 0;
}
