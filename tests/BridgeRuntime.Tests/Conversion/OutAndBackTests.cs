using System.Text;
using System.Text.Json;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>
/// Out and back must settle: a value that goes D → M → D or M → D → M changes at most once, then never again, or the two sides would write to each
/// other for ever. Held for random values in every mode.
/// </summary>
internal sealed class OutAndBackTests
{
    private const int Tests = 3000;

    private static readonly Replay Seed = new(new Rnd(4711, 815), FSharpOption<int>.None);

    private static readonly FieldPath V = new("v");

    [Test]
    public void From_Ditto_and_back_changes_at_most_once([Values("strict", "relaxed", "ejson")] string kind) => Holds(kind, ValueTrees.Ditto, (mode, converter, value) =>
    {
        var atMongo = converter.ToBson(Bytes(value), hint: null);
        var once = Out(converter, atMongo)!;
        var again = converter.ToBson(Bytes(once), atMongo);
        return Same(mode, Out(converter, again)!, once, $"{Bsons.Text(atMongo)}, {once} and {Bsons.Text(again)}");
    });

    [Test]
    public void From_Ditto_over_a_value_of_MongoDB_and_back_changes_at_most_once([Values("strict", "relaxed", "ejson")] string kind) =>
        Holds(kind, ValueTrees.Pairs(ValueTrees.Ditto, ValueTrees.Mongo), (mode, converter, pair) =>
        {
            var atMongo = converter.ToBson(Bytes(pair.First), Bsons.Value($"{pair.Second}"));
            // An object into whose place in MongoDB nothing goes but what Ditto cannot hold does not come back: it is settled.
            if (Out(converter, atMongo) is not { } once) return (pair.First is ValueTree.Map).Label("it became something that cannot come back");
            var again = converter.ToBson(Bytes(once), atMongo);
            return Same(mode, Out(converter, again)!, once, $"{Bsons.Text(atMongo)}, {once} and {Bsons.Text(again)}");
        });

    [Test]
    public void From_MongoDB_and_back_changes_nothing_where_MongoDB_still_has_the_value([Values("strict", "relaxed", "ejson")] string kind) => Holds(kind, ValueTrees.Mongo, (_, converter, value) =>
    {
        var bson = Bsons.Value($"{value}");
        if (Out(converter, bson) is not { } json) return true.ToProperty();
        var back = converter.ToBson(Bytes(json), bson);
        return (back == bson).Label($"it went out as {json} and came back as {Bsons.Text(back)}");
    });

    [Test]
    public void From_MongoDB_to_a_new_document_and_back_settles_after_one_change([Values("strict", "relaxed", "ejson")] string kind) => Holds(kind, ValueTrees.Mongo, (mode, converter, value) =>
    {
        if (Out(converter, Bsons.Value($"{value}")) is not { } json) return true.ToProperty();
        var plain = converter.ToBson(Bytes(json), hint: null);
        var once = Out(converter, plain)!;
        var again = converter.ToBson(Bytes(once), plain);
        return Same(mode, Out(converter, again)!, once, $"{json}, {Bsons.Text(plain)}, {once} and {Bsons.Text(again)}");
    });

    [Test]
    public void Ejson_mode_keeps_every_type_both_ways() => Holds("ejson", ValueTrees.Mongo, (_, converter, value) =>
    {
        var bson = Bsons.Value($"{value}");
        return (converter.ToBson(Bytes(Out(converter, bson)!), hint: null) == bson).Label(Bsons.Text(bson));
    });

    [Test]
    public void A_change_in_Ditto_is_planned_once_and_then_nothing_is_left_to_do([Values("strict", "relaxed", "ejson")] string kind) =>
        Holds(kind, ValueTrees.Pairs(ValueTrees.Mongo, ValueTrees.Ditto), (mode, converter, pair) =>
        {
            var start = mode with { M = $$"""{"v":{{pair.First}},"w":1}""" };
            var agreed = Members(start);
            var edit = mode.State($$"""{"v":{{pair.Second}},"w":2}""");
            var changed = start with { B = agreed, D = Members(edit) };
            var plan = changed.Plan();
            var after = BsonPath.Apply(changed.Mongo!.Bson.Span, [.. plan.SetInMongo.Select(s => converter.ToSet(s, changed.Mongo.Bson))], plan.UnsetInMongo);
            var once = start with { M = Bsons.Text(after).Replace("""{"_id":"k",""", "{", StringComparison.Ordinal), B = Members(edit), D = Members(edit) };
            if (once.Plan().WritesMongo) return false.Label($"MongoDB, which holds {Bsons.Text(after)}, would be written again");
            var settled = Members(once);
            return ((once with { B = settled, D = settled }).Planned() == "Nothing").Label($"{settled} does not settle");
        });

    [Test]
    public void Values_that_are_equal_in_Ditto_have_equal_hashes_and_others_have_not([Values("strict", "relaxed", "ejson")] string kind) =>
        Holds(kind, ValueTrees.Pairs(ValueTrees.Ditto, ValueTrees.Ditto), (mode, _, pair) =>
        {
            var (one, other) = (pair.First.ToString()!, pair.Second.ToString()!);
            // Members sorted, numbers respelled, every character escaped that can be.
            var respelled = JsonSerializer.Serialize(JsonDocument.Parse(JsonText.Canonical(one)).RootElement);
            if (!Hashes(mode, one).SequenceEqual(Hashes(mode, respelled))) return false.Label($"{respelled} has other hashes");
            var areEqual = Unsigned(JsonText.Canonical(one)) == Unsigned(JsonText.Canonical(other));
            return (Hashes(mode, one).SequenceEqual(Hashes(mode, other)) == areEqual).Label($"equal: {areEqual}");
        });

    /// <summary>Ditto keeps no difference between 0.0 and -0.0 that a user could have meant.</summary>
    private static string Unsigned(string json) => json.Replace("-0.0", "0.0", StringComparison.Ordinal);

    private static void Holds<T>(string kind, Arbitrary<T> values, Func<PlanCase, DocumentConverter, T, Property> property)
    {
        var mode = new PlanCase { Strict = kind == "strict", Ejson = kind == "ejson" };
        var converter = new DocumentConverter(mode.Settings);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tests).WithReplay(Seed), Prop.ForAll(values, value => property(mode, converter, value)));
    }

    /// <summary>The value as Ditto gets it; null where it is not carried.</summary>
    private static string? Out(DocumentConverter converter, BsonValue value)
    {
        var writer = new BsonWriter();
        writer.Int32("_id", 1);
        value.WriteTo(writer, "v");
        var json = converter.Read(writer.ToArray(), new DittoId("1")).State.SubtreeJson(V);
        return json.IsEmpty ? null : Encoding.UTF8.GetString(json.Span);
    }

    private static string Members(PlanCase side) => Members(side.Mongo!.State);

    private static string Members(DocumentState state) => Encoding.UTF8.GetString(state.Json.Span).Replace("""{"_id":"k",""", "{", StringComparison.Ordinal);

    private static Property Same(PlanCase mode, string found, string expected, string way) => Hashes(mode, found).SequenceEqual(Hashes(mode, expected)).Label($"it became {way}");

    private static byte[] Hashes(PlanCase mode, string json) => AgreedState.Of(mode.State($"{{\"v\":{json}}}")).ToBytes();

    private static byte[] Bytes(object json) => Encoding.UTF8.GetBytes($"{json}");
}
