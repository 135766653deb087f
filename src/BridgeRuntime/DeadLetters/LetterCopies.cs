using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>Copies of parked documents as text: canonical Extended JSON of one in MongoDB, Ditto's JSON of one at the Big Peer.</summary>
internal sealed class LetterCopies(MongoClient client, string database)
{
    /// <summary>A larger document is not copied: 10 000 letters of this size are 640 MiB already.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The copies that can be made: none of a document that is gone, too large, or that cannot be read.</summary>
    public async Task<Dictionary<LetterAddress, string>> OfAsync(IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation)
    {
        var copies = new Dictionary<LetterAddress, string>();
        foreach (var letter in letters.Where(l => l.Side == Side.BigPeer && l.Document is { Json.Length: <= MostBytes })) copies[letter.Address] = System.Text.Encoding.UTF8.GetString(letter.Document!.Json.Span);
        foreach (var some in letters.Where(l => l.Side == Side.Mongo && l.MongoId is not null).GroupBy(l => l.Collection))
        {
            var found = await FindAsync(some.Key, some.Select(l => l.MongoId!.Value).Distinct(), cancellation);
            foreach (var letter in some)
            {
                if (found.TryGetValue(letter.MongoId!.Value, out var bson) && Text(bson) is { } text) copies[letter.Address] = text;
            }
        }
        return copies;
    }

    private async Task<Dictionary<BsonValue, ReadOnlyMemory<byte>>> FindAsync(string collection, IEnumerable<BsonValue> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<BsonValue, ReadOnlyMemory<byte>>();
        await using var pages = client.FindAsync(database, collection, BsonDocuments.Make(f => f.Document("_id", c => c.Array("$in", ids))), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var document in pages.Current.Where(d => d.Length <= MostBytes)) found[BsonDocuments.Value(document, "_id")!.Value] = document;
        }
        return found;
    }

    private static string? Text(ReadOnlyMemory<byte> bson)
    {
        try
        {
            var text = ExtendedJson.ToJson(bson.Span, ExtendedJsonMode.Canonical);
            return text.Length <= MostBytes ? text : null;
        }
        catch (BsonFormatException)
        {
            // Text that is not UTF-8 is what such a letter is about.
            return null;
        }
    }
}
