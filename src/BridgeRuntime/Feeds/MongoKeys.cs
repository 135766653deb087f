using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>From documents of MongoDB to their keys; those that have none become dead letters.</summary>
internal sealed class MongoKeys(CollectionSettings collection)
{
    /// <param name="document">Holds at least <c>_id</c> and the mapped fields.</param>
    /// <param name="hints">Gets the key.</param>
    /// <param name="letters">Gets the letter where there is no key.</param>
    public void Add(ReadOnlySpan<byte> document, List<Hint> hints, List<DeadLetter> letters)
    {
        BsonReader.TryFind(document, "_id"u8, out var element);
        var id = new BsonValue(element);
        if (collection.Identity.UsesMongoId) Add(id, hints, letters);
        else AddMapped(document, id, hints, letters);
    }

    /// <summary>As the overload for a document, where MongoDB's <c>_id</c> makes the key.</summary>
    public void Add(BsonValue id, List<Hint> hints, List<DeadLetter> letters)
    {
        var made = collection.Identity.OfMongoId(id);
        if (made.IsId) hints.Add(HintOf(made.Id.Value, id));
        else letters.Add(LetterOf(made, id, LetterState.Of(BsonDocuments.Make(d => id.WriteTo(d, "_id")), ["_id"])));
    }

    private void AddMapped(ReadOnlySpan<byte> document, BsonValue id, List<Hint> hints, List<DeadLetter> letters)
    {
        var made = collection.Identity.OfDocument(document);
        if (made.IsId) hints.Add(HintOf(made.Id.Value, id));
        else letters.Add(LetterOf(made, id, LetterState.Of(document, collection.Identity.Fields)));
    }

    private Hint HintOf(DittoId key, BsonValue id) => new(new DocumentKey(collection.Name, key), HintSides.Mongo, id);

    private DeadLetter LetterOf(IdentityResult none, BsonValue id, ulong state) => new(Side.Mongo, collection.Name, Id: null, id, none.Reason!.Value, none.Message!) { State = state };
}
