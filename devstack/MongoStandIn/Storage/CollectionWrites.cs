using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Commands;
using MongoStandIn.Query;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>Changes documents and tells the oplog. Every method is used under the store's lock.</summary>
internal sealed class CollectionWrites(Store store, ObjectIdSource ids)
{
    public void Insert(Namespace ns, ReadOnlyMemory<byte> document) => InsertPrepared(ns, DocumentRules.PrepareInsert(document, ids.Next, store.Clock.Next));

    /// <summary>Changes the first match, or all; makes a document when nothing matches and an upsert is asked for.</summary>
    public (StatementOutcome Outcome, byte[]? Before, byte[]? After) Update(Namespace ns, UpdateStatement statement, EvaluationContext context, Deadline deadline)
    {
        var matching = CollectionReads.Find(store.Find(ns), statement.Shape, context, deadline);
        // The matches are settled before the first change, so that a document that moves is not met twice.
        var documents = statement.IsMulti ? matching.ToList() : matching.Take(1).ToList();
        if (documents.Count == 0) return statement.IsUpsert ? Upsert(ns, statement, context) : (new StatementOutcome(0), null, null);
        var modified = 0;
        byte[] before = [];
        foreach (var document in documents)
        {
            before = document.Bytes;
            if (Apply(ns, document, statement.Update, context)) modified++;
        }
        return (new StatementOutcome(documents.Count, modified), before, documents[^1].Bytes);
    }

    public (StatementOutcome Outcome, byte[]? Before) Delete(Namespace ns, QueryShape shape, bool isMulti, EvaluationContext context, Deadline deadline)
    {
        if (store.Find(ns) is not { } collection) return (new StatementOutcome(0), null);
        var matching = CollectionReads.Find(collection, shape, context, deadline);
        var documents = isMulti ? matching.ToList() : matching.Take(1).ToList();
        foreach (var document in documents)
        {
            collection.Delete(document);
            store.Oplog.Append(new OplogEntry(OplogKind.Delete, ns) { Id = document.Id });
        }
        return (new StatementOutcome(documents.Count), documents.Count > 0 ? documents[^1].Bytes : null);
    }

    private bool Apply(Namespace ns, StoredDocument document, UpdateSpec update, EvaluationContext context)
    {
        var result = update.Apply(document.Bytes, isInsert: false, context);
        // Nothing changed: nothing is written and no event is told.
        if (result.Document.AsSpan().SequenceEqual(document.Bytes)) return false;
        DocumentRules.CheckStored(result.Document);
        store.Find(ns)!.Replace(document, result.Document);
        store.Oplog.Append(result.Changes is null
            ? new OplogEntry(OplogKind.Replace, ns) { Id = document.Id, Document = result.Document }
            : new OplogEntry(OplogKind.Update, ns) { Id = document.Id, Changes = result.Changes.ToBytes() });
        return true;
    }

    private (StatementOutcome, byte[]?, byte[]?) Upsert(Namespace ns, UpdateStatement statement, EvaluationContext context)
    {
        var seed = UpsertSeed.From(statement.Filter, statement.Update.IsReplacement);
        var document = statement.Update.Apply(seed, isInsert: true, context).Document;
        var prepared = DocumentRules.PrepareInsert(document, ids.Next, store.Clock.Next);
        InsertPrepared(ns, prepared);
        return (new StatementOutcome(1, 0, RawDocument.Field(prepared, "_id"u8)), null, prepared);
    }

    private void InsertPrepared(Namespace ns, byte[] document)
    {
        var stored = store.FindOrCreate(ns).Insert(document);
        store.Oplog.Append(new OplogEntry(OplogKind.Insert, ns) { Id = stored.Id, Document = document });
    }
}
