using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>One document of a collection and its place in the order of insertion, which it keeps for life.</summary>
internal sealed class StoredDocument(long position, byte[] bytes)
{
    public long Position { get; } = position;

    /// <summary>Never changed in place: an update puts a new array here.</summary>
    public byte[] Bytes { get; set; } = bytes;

    public RawValue Id => RawDocument.Field(Bytes, "_id"u8);
}
