using MongoC.Bson;

namespace Fuzz.Tests.Targets;

/// <summary>Extended JSON, as documents of Ditto in ejson mode hold it.</summary>
internal static class ExtendedJsonTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new("extended-json", FuzzTarget.Texts(Samples.EveryType, Samples.Order, """{"a":[1,2.5,"x",null,true,{"b":{}}]}"""), Samples.JsonPieces, Parse, typeof(BsonFormatException)),
    ];

    private static string Parse(byte[] bytes)
    {
        var bson = ExtendedJson.Parse(bytes);
        var json = ExtendedJson.ToJson(bson, ExtendedJsonMode.Canonical);
        // Names that look like wrappers need not come back; see ExtendedJson's remarks.
        if (json.Contains("\"$", StringComparison.Ordinal)) return "wrappers";
        if (!ExtendedJson.Parse(json).AsSpan().SequenceEqual(bson)) throw new AssertionException($"{json} does not come back");
        return "plain";
    }
}
