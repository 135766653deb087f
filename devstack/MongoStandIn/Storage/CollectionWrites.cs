using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Commands;
using MongoStandIn.Query;
using MongoStandIn.Update;
using MongoStandIn.Validation;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>Changes documents, in the store or in a transaction's view of it, and takes down what it did. Every method is used under the store's lock.</summary>
internal sealed class CollectionWrites(WriteScope scope, ClusterClock clock, ObjectIdSource ids)
{
    public CollectionWrites(Store store, ObjectIdSource ids)
        : this(store.Direct, store.Clock, ids)
    {
    }

    /// <summary>Whether documents are written that the collection's validator would refuse.</summary>
    public bool BypassesValidation { get; init; }

    public void Insert(Namespace ns, ReadOnlyMemory<byte> document, EvaluationContext context) => InsertPrepared(ns, DocumentRules.PrepareInsert(document, ids.Next, clock.Next), context);

    /// <summary>Changes the first match, or all; makes a document when nothing matches and an upsert is asked for.</summary>
    public (StatementOutcome Outcome, byte[]? Before, byte[]? After) Update(Namespace ns, UpdateStatement statement, EvaluationContext context, Deadline deadline)
    {
        var collection = scope.Find(ns);
        var matching = CollectionReads.Find(collection, statement.Shape, context, deadline);
        // The matches are settled before the first change, so that a document that moves is not met twice.
        var documents = statement.IsMulti ? matching.ToList() : matching.Take(1).ToList();
        if (documents.Count == 0) return statement.IsUpsert ? Upsert(ns, statement, context) : (new StatementOutcome(0), null, null);
        if (documents.Count > 1) ClaimAll(collection!, documents, statement.Update, context);
        var modified = 0;
        byte[] before = [], after = [];
        foreach (var document in documents)
        {
            before = document.Bytes;
            (var isChanged, after) = Apply(collection!, document, statement.Update, context);
            if (isChanged) modified++;
        }
        return (new StatementOutcome(documents.Count, modified), before, after);
    }

    public (StatementOutcome Outcome, byte[]? Before) Delete(Namespace ns, QueryShape shape, bool isMulti, EvaluationContext context, Deadline deadline)
    {
        if (scope.Find(ns) is not { } collection) return (new StatementOutcome(0), null);
        var matching = CollectionReads.Find(collection, shape, context, deadline);
        var documents = isMulti ? matching.ToList() : matching.Take(1).ToList();
        foreach (var document in documents) scope.Claim(collection, document, after: null);
        foreach (var document in documents) Remove(collection, document);
        return (new StatementOutcome(documents.Count), documents.Count > 0 ? documents[^1].Bytes : null);
    }

    /// <summary>Who has to wait for a transaction waits before the first change: what is tried again afterwards must not change a document twice.</summary>
    private void ClaimAll(DocumentCollection collection, List<StoredDocument> documents, UpdateSpec update, EvaluationContext context)
    {
        if (!scope.MayRefuse(collection)) return;
        foreach (var document in documents) scope.Claim(collection, document, update.Apply(document.Bytes, isInsert: false, context).Document);
    }

    private (bool IsChanged, byte[] After) Apply(DocumentCollection collection, StoredDocument document, UpdateSpec update, EvaluationContext context)
    {
        var result = update.Apply(document.Bytes, isInsert: false, context);
        // Nothing changed: nothing is written and no event is told.
        if (result.Document.AsSpan().SequenceEqual(document.Bytes)) return (false, document.Bytes);
        DocumentRules.CheckStored(result.Document);
        DocumentValidation.Check(collection.Options, document.Bytes, result.Document, BypassesValidation, context);
        scope.Claim(collection, document, result.Document);
        collection.Replace(document, result.Document);
        var (ns, keepsImages) = (collection.Namespace, collection.Options.RecordsImages);
        scope.Record(
            result.Changes is null
                ? new OplogEntry(OplogKind.Replace, ns) { Uuid = collection.Uuid, Id = document.Id, Document = result.Document, Before = keepsImages ? document.Bytes : null }
                : new OplogEntry(OplogKind.Update, ns) { Uuid = collection.Uuid, Id = document.Id, Changes = result.Changes.ToBytes(), Before = keepsImages ? document.Bytes : null, After = keepsImages ? result.Document : null },
            result.Document);
        return (true, result.Document);
    }

    private (StatementOutcome, byte[]?, byte[]?) Upsert(Namespace ns, UpdateStatement statement, EvaluationContext context)
    {
        var seed = UpsertSeed.From(statement.Filter, statement.Update.IsReplacement);
        var document = statement.Update.Apply(seed, isInsert: true, context).Document;
        var prepared = DocumentRules.PrepareInsert(document, ids.Next, clock.Next);
        InsertPrepared(ns, prepared, context);
        return (new StatementOutcome(1, 0, RawDocument.Field(prepared, "_id"u8)), null, prepared);
    }

    private void InsertPrepared(Namespace ns, byte[] document, EvaluationContext context)
    {
        var collection = scope.FindOrCreate(ns);
        DocumentValidation.Check(collection.Options, before: null, document, BypassesValidation, context);
        scope.Claim(collection, before: null, document);
        var stored = collection.Insert(document);
        scope.Record(new OplogEntry(OplogKind.Insert, ns) { Uuid = collection.Uuid, Id = stored.Id, Document = document }, document);
        foreach (var oldest in collection.Surplus(stored)) Remove(collection, oldest);
    }

    private void Remove(DocumentCollection collection, StoredDocument document)
    {
        collection.Delete(document);
        scope.Record(new OplogEntry(OplogKind.Delete, collection.Namespace) { Uuid = collection.Uuid, Id = document.Id, Before = collection.Options.RecordsImages ? document.Bytes : null }, after: null);
    }
}
