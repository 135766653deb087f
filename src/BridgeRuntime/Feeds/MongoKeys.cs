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
        else Add(collection.Identity.OfDocument(document), id, LetterState.Of(document, collection.Identity.Fields), hints, letters);
    }

    /// <summary>As the overload for a document, where MongoDB's <c>_id</c> makes the key.</summary>
    public void Add(BsonValue id, List<Hint> hints, List<DeadLetter> letters) => Add(collection.Identity.OfMongoId(id), id, StateOf(id), hints, letters);

    private static ulong StateOf(BsonValue id) => LetterState.Of(BsonDocuments.Make(d => id.WriteTo(d, "_id")), ["_id"]);

    private void Add(IdentityResult made, BsonValue id, ulong state, List<Hint> hints, List<DeadLetter> letters)
    {
        if (made.IsId) hints.Add(new Hint(new DocumentKey(collection.Name, made.Id.Value), HintSides.Mongo, id));
        else letters.Add(new DeadLetter(Side.Mongo, collection.Name, Id: null, id, made.Reason.Value, made.Message) { State = state });
    }
}
