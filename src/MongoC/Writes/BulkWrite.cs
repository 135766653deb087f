using MongoC.Bson;
using MongoC.Writes;

namespace MongoC;

/// <summary>
/// A list of write operations. All documents are BSON bytes and are sent as they are; the memory must stay unchanged until the
/// bulk has run. An inserted document without <c>_id</c> gets an ObjectId.
/// </summary>
public sealed class BulkWrite
{
    private readonly List<BulkOperation> _operations = [];

    public int Count => _operations.Count;

    internal IReadOnlyList<BulkOperation> Operations => _operations;

    public BulkWrite Insert(ReadOnlyMemory<byte> document) => Add(BulkOperationKind.Insert, default, document);

    /// <param name="filter">Which document.</param>
    /// <param name="update">A document of update operators, or an aggregation pipeline as the bytes of an array.</param>
    /// <param name="upsert">Whether a document is made when none matches.</param>
    /// <param name="arrayFilters">The bytes of an array, or null.</param>
    /// <exception cref="ArgumentException">The update is a whole document: that is <see cref="ReplaceOne"/>.</exception>
    public BulkWrite UpdateOne(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> update, bool upsert = false, ReadOnlyMemory<byte>? arrayFilters = null) =>
        Add(BulkOperationKind.UpdateOne, filter, Update(update), upsert, arrayFilters);

    /// <inheritdoc cref="UpdateOne"/>
    public BulkWrite UpdateMany(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> update, bool upsert = false, ReadOnlyMemory<byte>? arrayFilters = null) =>
        Add(BulkOperationKind.UpdateMany, filter, Update(update), upsert, arrayFilters);

    /// <exception cref="ArgumentException">The document holds update operators: that is <see cref="UpdateOne"/>.</exception>
    public BulkWrite ReplaceOne(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> document, bool upsert = false)
    {
        if (FirstName(document.Span) is [(byte)'$', ..]) throw new ArgumentException("A replacement is a whole document; this one starts with an update operator.", nameof(document));
        return Add(BulkOperationKind.ReplaceOne, filter, document, upsert);
    }

    public BulkWrite DeleteOne(ReadOnlyMemory<byte> filter) => Add(BulkOperationKind.DeleteOne, filter, default);

    public BulkWrite DeleteMany(ReadOnlyMemory<byte> filter) => Add(BulkOperationKind.DeleteMany, filter, default);

    private BulkWrite Add(BulkOperationKind kind, ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> body, bool upsert = false, ReadOnlyMemory<byte>? arrayFilters = null)
    {
        _operations.Add(new BulkOperation(_operations.Count, kind, filter, body, upsert, arrayFilters));
        return this;
    }

    // The server tells the two apart by the first name only, and takes a document for a replacement of the one that matched.
    private static ReadOnlyMemory<byte> Update(ReadOnlyMemory<byte> update) => FirstName(update.Span) is [(byte)'$', ..] or [(byte)'0']
        ? update
        : throw new ArgumentException("An update starts with an update operator or is a pipeline; a whole document is ReplaceOne's.", nameof(update));

    private static ReadOnlySpan<byte> FirstName(ReadOnlySpan<byte> document)
    {
        var reader = new BsonReader(document);
        return reader.Read() ? reader.Current.NameUtf8 : default;
    }
}
