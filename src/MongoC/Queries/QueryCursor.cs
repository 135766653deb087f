using MongoC.Calls;
using MongoC.Native;

namespace MongoC.Queries;

/// <summary>A cursor read a server batch at a time. Every member runs inside a call.</summary>
internal sealed class QueryCursor(NativeHandle<NativeObjects.Cursor> cursor, ConnectionSecrets secrets)
{
    private readonly CommandTap _tap = new();

    public NativeHandle<NativeObjects.Cursor> Handle => cursor;

    /// <summary>The next batch that holds documents; null at the end.</summary>
    public ReadOnlyMemory<byte>[]? NextPage()
    {
        using var listening = _tap.Listen();
        var page = new PageBuffer();
        var count = 0;
        var batches = _tap.Batches;
        while (true)
        {
            if (LibMongoc.CursorNext(cursor, out var document))
            {
                page.Add(BsonHandle.View(document));
                // Stop at the batch's end: one document more would be another round trip, while these wait.
                if (++count >= _tap.BatchSize) return page.Take();
                continue;
            }
            if (LibMongoc.CursorError(cursor, out var error, out var reply)) throw MongoException.From(error, BsonHandle.View(reply), secrets);
            if (count > 0) return page.Take();
            // An empty batch of a cursor that is still open. Without a round trip since the last look there is nothing to wait for.
            if (!LibMongoc.CursorMore(cursor) || _tap.Batches == batches) return null;
            batches = _tap.Batches;
        }
    }
}
