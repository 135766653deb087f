using BridgeRuntime.Documents;

namespace BridgeRuntime.MassDeletes;

/// <summary>What outlives the process of one collection and side.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Lacking">The side that lacks documents; they would be deleted on the other.</param>
/// <param name="Block">Null where deletes are not held back.</param>
/// <param name="Release">Null where none is being carried out.</param>
internal sealed record MassDeleteRecord(string Collection, Side Lacking, MassDeleteBlock? Block, MassDeleteRelease? Release);
