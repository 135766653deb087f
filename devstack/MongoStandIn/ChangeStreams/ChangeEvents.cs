using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>Writes oplog entries as change events (MongoDB manual, "Change Events"). The bytes are valid until the next event.</summary>
internal sealed class ChangeEvents(Store store, ChangeStreamSettings settings)
{
    private readonly BsonWriter _writer = new(1024);

    /// <exception cref="CommandException">An image was required and is not there: error 47.</exception>
    public ReadOnlyMemory<byte> Of(OplogEntry entry, ResumeToken token)
    {
        Start(entry, token, EventNames.Of(entry.Kind));
        if (entry.Transaction is { } transaction) SessionFields.Write(_writer, transaction);
        if (entry.Document is not null) _writer.Document("fullDocument", entry.Document);
        else if (entry.Kind == OplogKind.Update) WriteAfter(entry);
        WriteNamespace("ns", entry.Namespace);
        if (entry.RenamedTo is { } to) WriteNamespace("to", to);
        if (!entry.Id.IsMissing)
        {
            _writer.StartDocument("documentKey");
            _writer.Raw("_id", entry.Id.Type, entry.Id.Span);
            _writer.End();
        }
        if (entry.Changes is not null) _writer.Document("updateDescription", entry.Changes);
        if (settings.ShowsExpandedEvents) OperationDescription.Write(_writer, entry);
        if (entry.Kind is OplogKind.Update or OplogKind.Replace or OplogKind.Delete) WriteBefore(entry);
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
        if (settings.ShowsExpandedEvents && entry.Uuid != Guid.Empty && !token.IsInvalidate) _writer.Binary("collectionUUID", entry.Uuid.ToByteArray(bigEndian: true), subtype: 4);
        _writer.DateTime("wallTime", entry.WallMilliseconds);
    }

    private void WriteNamespace(string name, Namespace ns)
    {
        _writer.StartDocument(name);
        _writer.String("db", ns.Database);
        if (ns.Collection.Length > 0) _writer.String("coll", ns.Collection);
        _writer.End();
    }

    private void WriteAfter(OplogEntry entry)
    {
        if (settings.After == ImageMode.None) return;
        var document = settings.After == ImageMode.Lookup ? LookUp(entry) : entry.After;
        if (document is null && settings.After == ImageMode.Required) throw Missing("post-image for all update events, but the post-image", entry);
        WriteImage("fullDocument", document);
    }

    private void WriteBefore(OplogEntry entry)
    {
        if (settings.Before == ImageMode.None) return;
        if (entry.Before is null && settings.Before == ImageMode.Required) throw Missing("pre-image for all update, delete and replace events, but the pre-image", entry);
        WriteImage("fullDocumentBeforeChange", entry.Before);
    }

    private void WriteImage(string name, byte[]? document)
    {
        if (document is null) _writer.Null(name);
        else _writer.Document(name, document);
    }

    /// <summary>The document as it is by now; null when it is gone, or its collection is another by now.</summary>
    private byte[]? LookUp(OplogEntry entry)
    {
        lock (store.Lock) return store.Find(entry.Namespace) is { } collection && collection.Uuid == entry.Uuid ? collection.FindById(entry.Id)?.Bytes : null;
    }

    private static CommandException Missing(string what, OplogEntry entry) =>
        new(ErrorCode.NoMatchingDocument, $"Change stream was configured to require a {what} was not found for event: {{ operationType: \"{EventNames.Of(entry.Kind)}\", ns: \"{entry.Namespace}\" }}");
}
