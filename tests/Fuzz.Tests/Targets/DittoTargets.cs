using BridgeModel.Filters;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Filters;
using BridgeRuntime.Identity;
using MongoC.Bson;

namespace Fuzz.Tests.Targets;

/// <summary>What comes over HTTP from a Big Peer, or from what claims to be one.</summary>
internal static class DittoTargets
{
    private static readonly IReadOnlyList<byte[]> PlainAnswers = FuzzTarget.Texts(
        $$$"""{"transactionId":12,"queryType":"select","items":[{{{Samples.DittoOrder}}},{"_id":{"a":1,"b":"x"},"qty":2}],"mutatedDocumentIds":[],"warnings":[],"totalWarningsCount":0}""",
        """{"transactionId":13,"items":[],"mutatedDocumentIds":["a",{"x":1}]}""");

    private static readonly IReadOnlyList<byte[]> CounterAnswers = FuzzTarget.Texts(
        $$$"""{"transactionId":14,"items":[{"d":{{{Samples.DittoOrder}}},"n":{"0":3}}]}""", """{"transactionId":13,"items":[],"mutatedDocumentIds":["a",{"x":1}]}""");

    public static IEnumerable<FuzzTarget> All =>
    [
        .. Settings.Every.Select(s => new FuzzTarget($"big-peer-answer-{s.Name}", s.Collection.Counters.IsEmpty ? PlainAnswers : CounterAnswers, Samples.JsonPieces, bytes => Answer(s.Collection, bytes), typeof(SideException))),
        new("big-peer-error", FuzzTarget.Texts("""{"error":{"description":"no such index","code":4}}""", """{"message":"over quota"}""", "Bad Gateway"), Samples.JsonPieces, Error),
        new("filter", FuzzTarget.Texts("deleted = false AND order_date >= '2023-01-01T00:00:00.000Z'", "docs.a.`b c` IN (1, 'x', NULL) OR NOT (n BETWEEN -1 AND 2.5e3)", "name ILIKE 'a!%%' ESCAPE '!' AND starts_with(name, 'a') AND x IS NOT MISSING"),
            FuzzTarget.Texts("(", ")", " AND ", " OR ", "NOT ", "'", "\"", "`", "``", "\\", " IN ", "BETWEEN ", "LIKE ", "NULL", "1e999", "-", ".", "[", "0", ","), Filter, typeof(FilterParseException)),
    ];

    /// <summary>The whole way in: the answer, its documents, their ids, and each as a new document for MongoDB.</summary>
    private static string Answer(CollectionSettings collection, byte[] bytes)
    {
        var answer = BigPeerAnswerReader.Read(bytes);
        var converter = new DocumentConverter(collection);
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        var documents = new Dictionary<DittoId, DocumentState>();
        BigPeerDocuments.Collect(collection, answer.Items, documents, collection.Counters.IsEmpty ? static (c, item) => c.StateReader.Read(item) : CounterQuery.Read);
        foreach (var (id, state) in documents) kinds.Add(Document(collection, converter, id, state));
        foreach (var id in answer.MutatedIds) kinds.Add(CanonicalId.Read(id.Span).Json.Length > 0 ? "mutated" : "");
        return string.Join(',', kinds);
    }

    private static string Document(CollectionSettings collection, DocumentConverter converter, DittoId id, DocumentState state)
    {
        if (collection.Identity.Misfit(id) is not null) return "misfit";
        collection.Identity.Candidates(id);
        try
        {
            BsonReader.TryFind(converter.NewDocument(state, id, BsonValue.Of("new")), "_id"u8, out _);
            return "document";
        }
        catch (UnsupportedValueException)
        {
            return "unsupported";
        }
    }

    private static string Error(byte[] bytes)
    {
        var words = BigPeerAnswerReader.ErrorText(bytes);
        if (words.Length > 501 || words.Any(char.IsControl)) throw new AssertionException($"'{words}'");
        return words.Length == 0 ? "none" : "some";
    }

    private static string Filter(byte[] bytes)
    {
        var condition = System.Text.Encoding.UTF8.GetString(bytes);
        var expression = FilterParser.Parse(condition, "docs");
        return $"{expression.GetType().Name} {new DocumentFilter(condition, "docs").Matches(FuzzTarget.Utf8(Samples.DittoOrder))}";
    }
}
