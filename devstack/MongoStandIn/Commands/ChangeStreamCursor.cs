using MongoC.Bson;
using MongoStandIn.ChangeStreams;
using MongoStandIn.FailPoints;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>The cursor of a change stream: its answers carry the token from which it could be resumed.</summary>
internal sealed class ChangeStreamCursor(Namespace ns, Store store, ChangeStream stream, FailPoint standsStill) : ServerCursor(ns)
{
    // The event that did not fit into the last batch, and the token that it will bring.
    private (byte[] Event, ResumeToken Token)? _held;
    private ResumeToken _token = stream.Token;
    private TaskCompletionSource? _stands;
    private bool _isOpened;

    public override bool IsAwaitable => true;

    public override int Fill(BsonWriter reply, long batchSize)
    {
        // The aggregate's own batch is as it is: a stream that stands still was opened.
        if (_isOpened && _stands is null && standsStill.Strike(d => d.Field("db"u8) is not { Type: BsonType.String } db || db.AsString() == Namespace.Database) is not null) _stands = new TaskCompletionSource();
        _isOpened = true;
        if (_stands is not null) return 0;
        var count = 0;
        var limit = reply.Length + MaxBatchBytes;
        while (count < batchSize)
        {
            var change = _held is { } held ? held.Event : stream.Next();
            var token = _held?.Token ?? stream.Token;
            if (change is null)
            {
                _token = token;
                break;
            }
            if (count > 0 && reply.Length + change.Value.Length > limit)
            {
                _held ??= (change.Value.ToArray(), token);
                break;
            }
            reply.Document("", change.Value.Span);
            _held = null;
            _token = token;
            count++;
        }
        IsExhausted = stream.IsInvalidated && _held is null;
        return count;
    }

    public override Task WhenMore() => _stands?.Task ?? store.Oplog.WhenReached(stream.Position);

    public override void WriteExtras(BsonWriter reply) => _token.Write(reply, "postBatchResumeToken");
}
