using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>One version of a document and its place in the order of insertion, which all its versions share.</summary>
internal sealed class StoredDocument(long position, byte[] bytes)
{
    public long Position { get; } = position;

    public byte[] Bytes { get; } = bytes;

    public RawValue Id => RawDocument.Field(Bytes, "_id"u8);
}
