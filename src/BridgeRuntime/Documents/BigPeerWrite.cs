namespace BridgeRuntime.Documents;

/// <summary>An object to insert or to merge.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">Its text, <c>_id</c> included.</param>
/// <param name="HoldsEmptyMap">Whether a map without members is among its values.</param>
/// <param name="Counters">The counters that the statement declares for it; null: none.</param>
internal readonly record struct BigPeerWrite(DittoId Id, ReadOnlyMemory<byte> Json, bool HoldsEmptyMap = false, CounterPaths? Counters = null);
