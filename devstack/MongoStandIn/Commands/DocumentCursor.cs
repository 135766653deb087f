using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>A cursor over a sequence of documents, walked under the store's lock.</summary>
internal sealed class DocumentCursor(Namespace ns, Store store, DocumentCollection? collection, IEnumerable<ReadOnlyMemory<byte>> documents, Deadline deadline) : ServerCursor(ns)
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _documents = documents.GetEnumerator();
    private readonly Tombstone? _tombstone = collection?.Tombstone;
    private ReadOnlyMemory<byte>? _next;

    public override int Fill(BsonWriter reply, long batchSize)
    {
        deadline.Resume();
        try
        {
            return Write(reply, batchSize);
        }
        finally
        {
            deadline.Pause();
        }
    }

    public override void Dispose()
    {
        _documents.Dispose();
        base.Dispose();
    }

    private int Write(BsonWriter reply, long batchSize)
    {
        var count = 0;
        var limit = reply.Length + MaxBatchBytes;
        lock (store.Lock)
        {
            _tombstone?.Check();
            while (count < batchSize)
            {
                if (_next is null && !Advance()) break;
                var document = _next!.Value;
                if (count > 0 && reply.Length + document.Length > limit) break;
                reply.Document("", document.Span);
                _next = null;
                count++;
            }
            // A cursor that has nothing left ends with this batch and is not kept; batch size 0 asks for nothing yet.
            if (count > 0 && _next is null) Advance();
        }
        return count;
    }

    private bool Advance()
    {
        if (_documents.MoveNext())
        {
            _next = _documents.Current;
            return true;
        }
        IsExhausted = true;
        return false;
    }
}
