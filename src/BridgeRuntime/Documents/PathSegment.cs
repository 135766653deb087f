namespace BridgeRuntime.Documents;

/// <summary>A name within a document and the segment it stands under; -1 for a top-level name.</summary>
internal readonly record struct PathSegment(int Parent, int NameOffset, int NameLength, ulong PathHash);
