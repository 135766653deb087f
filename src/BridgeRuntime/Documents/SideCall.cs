namespace BridgeRuntime.Documents;

/// <summary>A call to a side that has ended.</summary>
/// <param name="Side">Which side was asked.</param>
/// <param name="Kind">For what.</param>
/// <param name="Took">From the request to the whole answer.</param>
/// <param name="BytesWritten">BSON or JSON sent.</param>
/// <param name="BytesRead">BSON or JSON received, after decompression.</param>
/// <param name="HttpStatus">The Big Peer's status code; null where none came, and for MongoDB.</param>
internal readonly record struct SideCall(Side Side, SideCallKind Kind, TimeSpan Took, long BytesWritten, long BytesRead, int? HttpStatus = null);
