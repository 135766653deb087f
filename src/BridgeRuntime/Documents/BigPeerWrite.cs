namespace BridgeRuntime.Documents;

/// <summary>An object to insert or to merge: its id and its JSON text, <c>_id</c> included.</summary>
internal readonly record struct BigPeerWrite(DittoId Id, ReadOnlyMemory<byte> Json);
