using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Query;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>A cursor at the end of a capped collection: it stays open, gives what comes and may wait for it.</summary>
internal sealed class TailableCursor(Namespace ns, Store store, Tail tail, MatchNode filter, DocumentStage? projection, EvaluationContext evaluation, bool awaits) : ServerCursor(ns)
{
    // What did not fit into the last batch.
    private ReadOnlyMemory<byte>? _held;

    public override bool IsAwaitable => awaits;

    public override int Fill(BsonWriter reply, long batchSize)
    {
        var count = 0;
        var limit = reply.Length + MaxBatchBytes;
        lock (store.Lock)
        {
            if (tail.IsDead) IsExhausted = true;
            while (count < batchSize && (_held ?? Next()) is { } document)
            {
                _held = document;
                if (count > 0 && reply.Length + document.Length > limit) break;
                reply.Document("", document.Span);
                _held = null;
                count++;
            }
        }
        return count;
    }

    public override Task WhenMore()
    {
        lock (store.Lock) return tail.WhenMore();
    }

    private ReadOnlyMemory<byte>? Next()
    {
        while (tail.Next() is { } document)
        {
            if (!filter.Matches(document, evaluation)) continue;
            return projection is null ? document : projection.Transform(document, evaluation);
        }
        return null;
    }
}
