using MongoC.Bson;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.ChangeStreams;

/// <summary>Writes oplog entries as change events (MongoDB manual, "Change Events"). The bytes are valid until the next event.</summary>
internal sealed class ChangeEvents(Store store, bool looksUpDocuments)
{
    private readonly BsonWriter _writer = new(1024);

    public ReadOnlyMemory<byte> Of(OplogEntry entry, ResumeToken token)
    {
        Start(entry, token, entry.Kind switch
        {
            OplogKind.Insert => "insert",
            OplogKind.Update => "update",
            OplogKind.Replace => "replace",
            OplogKind.Delete => "delete",
            OplogKind.Drop => "drop",
            OplogKind.DropDatabase => "dropDatabase",
            _ => throw new InvalidOperationException($"{entry.Kind} is no change event."),
        });
        if (entry.Document is not null) _writer.Document("fullDocument", entry.Document);
        else if (entry.Kind == OplogKind.Update && looksUpDocuments) LookUp(entry);
        _writer.StartDocument("ns");
        _writer.String("db", entry.Namespace.Database);
        if (entry.Kind != OplogKind.DropDatabase) _writer.String("coll", entry.Namespace.Collection);
        _writer.End();
        if (!entry.Id.IsMissing)
        {
            _writer.StartDocument("documentKey");
            _writer.Raw("_id", entry.Id.Type, entry.Id.Span);
            _writer.End();
        }
        if (entry.Changes is not null) _writer.Document("updateDescription", entry.Changes);
        return _writer.Finish();
    }

    public ReadOnlyMemory<byte> Invalidate(OplogEntry entry, ResumeToken token)
    {
        Start(entry, token, "invalidate");
        return _writer.Finish();
    }

    private void Start(OplogEntry entry, ResumeToken token, string type)
    {
        _writer.Reset();
        token.Write(_writer, "_id");
        _writer.String("operationType", type);
        _writer.Timestamp("clusterTime", entry.Time);
        _writer.DateTime("wallTime", entry.WallMilliseconds);
    }

    /// <summary>The document as it is by now, or null when it is gone.</summary>
    private void LookUp(OplogEntry entry)
    {
        byte[]? current;
        lock (store.Lock) current = store.Find(entry.Namespace)?.FindById(entry.Id)?.Bytes;
        if (current is null) _writer.Null("fullDocument");
        else _writer.Document("fullDocument", current);
    }
}
