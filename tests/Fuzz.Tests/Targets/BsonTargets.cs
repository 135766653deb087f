using BridgeModel;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Preflight;
using MongoC.Bson;

namespace Fuzz.Tests.Targets;

/// <summary>BSON, as MongoDB hands it out: documents, the bridge's own state, answers to commands.</summary>
internal static class BsonTargets
{
    private static readonly DittoId Id = new("\"x\"");

    public static IEnumerable<FuzzTarget> All =>
    [
        Target("bson-values", Walk, typeof(BsonFormatException)),
        Target("bson-to-extended-json", Rewrite, typeof(BsonFormatException)),
        .. Settings.Every.Select(s => Target($"bson-to-ditto-{s.Name}", bytes => Read(s.Collection, bytes), typeof(BsonFormatException), typeof(System.Text.Json.JsonException))),
        new("ledger-entry", [Samples.Parse("""{"_id":{"b":"x","s":0,"c":"docs","d":"\"a\""},"m":"a","p":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"00"}},"v":{"$numberLong":"7"}}""")], Samples.BsonPieces,
            bytes => MongoLedger.FromDocument(bytes).IsBaseline ? "baseline" : "entry", typeof(BsonFormatException), typeof(SideException)),
        new("checkpoint", [Samples.Parse("""{"_id":{"k":"checkpoint"},"streamToken":{"_data":"82"},"streamTime":{"$date":"2026-01-01T00:00:00Z"},"transaction":{"$numberLong":"5"},"collections":[{"name":"docs","snapshotDone":true,"snapshotPosition":"a","snapshotDocuments":{"$numberLong":"9"},"bigPeerRead":true,"rules":"x"}]}""")],
            Samples.BsonPieces, bytes => $"{CheckpointStore.Read(bytes).Collections.Count}", typeof(BsonFormatException), typeof(SideException)),
        new("intents", [Samples.Parse("""{"0":{"c":"docs","d":"\"a\"","v":{"$numberLong":"1"},"m":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"00"}}}}""")], Samples.BsonPieces, Intents, typeof(BsonFormatException), typeof(SideException)),
        new("privileges", [Samples.Parse("""{"authInfo":{"authenticatedUsers":[{"user":"u","db":"admin"}],"authenticatedUserPrivileges":[{"resource":{"db":"shop","collection":""},"actions":["find","insert"]},{"resource":{"anyResource":true},"actions":["anyAction"]}]}}""")],
            Samples.BsonPieces, bytes => $"{MongoPrivileges.Read(bytes).Missing("shop", "docs", "find", "update").Count}", typeof(BsonFormatException)),
    ];

    private static FuzzTarget Target(string name, Func<byte[], string> run, params IReadOnlyList<Type> declared) => new(name, Samples.Bson, Samples.BsonPieces, run, declared);

    private static string Walk(byte[] bytes)
    {
        BsonShape.Check(bytes);
        var types = new SortedSet<BsonType>();
        Walk(bytes, types);
        return string.Join(',', types);
    }

    private static void Walk(ReadOnlySpan<byte> document, SortedSet<BsonType> types)
    {
        foreach (var element in new BsonReader(document))
        {
            types.Add(element.Type);
            _ = element.Name;
            var value = new BsonValue(element);
            if (value != new BsonValue(element)) throw new AssertionException("A value does not equal itself.");
            if (element.Type is BsonType.Document or BsonType.Array) Walk(element.Value, types);
        }
    }

    /// <summary>What is written is read again to the same bytes, apart from wrappers' names that the document uses as its own.</summary>
    private static string Rewrite(byte[] bytes)
    {
        BsonShape.Check(bytes);
        var json = ExtendedJson.ToJson(bytes, ExtendedJsonMode.Canonical);
        ExtendedJson.ToJson(bytes, ExtendedJsonMode.Relaxed);
        if (bytes.AsSpan().IndexOf((byte)'$') >= 0) return "with a dollar";
        var again = ExtendedJson.ToJson(ExtendedJson.Parse(json), ExtendedJsonMode.Canonical);
        if (again != json) throw new AssertionException($"{json} became {again}");
        return "same";
    }

    private static string Read(CollectionSettings collection, byte[] bytes)
    {
        var document = new DocumentConverter(collection).Read(bytes, Id);
        using var parsed = System.Text.Json.JsonDocument.Parse(document.State.Json, new() { MaxDepth = 1000 });
        foreach (var leaf in document.State.Leaves)
        {
            if (leaf.Length <= 0) throw new AssertionException("A path without a value.");
        }
        return $"{document.State.Leaves.Length}";
    }

    private static string Intents(byte[] bytes)
    {
        var into = new List<KeyValuePair<DocumentKey, OpenIntents>>();
        MongoIntentSlots.Read(bytes, into);
        return $"{into.Count}";
    }
}
