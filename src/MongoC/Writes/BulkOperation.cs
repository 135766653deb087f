namespace MongoC.Writes;

/// <summary>One operation of a bulk.</summary>
/// <param name="Index">Its place in the bulk.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Filter">Empty for an insert.</param>
/// <param name="Body">The document, the update or the pipeline; empty for a delete.</param>
/// <param name="Upsert">Whether a document is made when none matches.</param>
/// <param name="ArrayFilters">An array's bytes, or null.</param>
internal sealed record BulkOperation(
    int Index, BulkOperationKind Kind, ReadOnlyMemory<byte> Filter, ReadOnlyMemory<byte> Body, bool Upsert = false, ReadOnlyMemory<byte>? ArrayFilters = null)
{
    public int Size => Filter.Length + Body.Length + (ArrayFilters?.Length ?? 0);

    /// <summary>Operations with the same word go in one command: the same verb, and retryable ones not together with those that are not.</summary>
    public BulkCommandKind Command => Kind switch
    {
        BulkOperationKind.Insert => BulkCommandKind.Insert,
        BulkOperationKind.UpdateOne or BulkOperationKind.ReplaceOne => BulkCommandKind.UpdateOne,
        BulkOperationKind.UpdateMany => BulkCommandKind.UpdateMany,
        BulkOperationKind.DeleteOne => BulkCommandKind.DeleteOne,
        _ => BulkCommandKind.DeleteMany,
    };
}
