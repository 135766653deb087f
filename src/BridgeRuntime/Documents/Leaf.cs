namespace BridgeRuntime.Documents;

/// <summary>One path of a document and its value.</summary>
/// <param name="PathHash">Hash of the path's names.</param>
/// <param name="ValueHash">Hash of the value, its <see cref="ValueKind"/> in the low bits.</param>
/// <param name="Segment">Index of the path's last name in the document's segments.</param>
/// <param name="Offset">Where the value's JSON text starts.</param>
/// <param name="Length">How long that text is.</param>
internal readonly record struct Leaf(ulong PathHash, ulong ValueHash, int Segment, int Offset, int Length);
