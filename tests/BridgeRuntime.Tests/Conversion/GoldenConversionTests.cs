using System.Text;
using System.Text.RegularExpressions;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>Each folder of testdata is one document on its way to Ditto and back. The end-to-end tests hold the real engine to the same files.</summary>
internal sealed partial class GoldenConversionTests
{
    private static IEnumerable<TestCaseData> Cases() =>
        ConversionGolden.Names("ejson-").Select(n => new TestCaseData<string, bool>(n, false).SetArgDisplayNames(n))
            .Concat(ConversionGolden.Names("native-").SelectMany(n => new[] { true, false }, (n, strict) => new TestCaseData<string, bool>(n, strict).SetArgDisplayNames(n, strict ? "strict" : "not strict")));

    [TestCaseSource(nameof(Cases))]
    public void A_document_is_in_Ditto_what_its_folder_says(string name, bool strict)
    {
        var golden = ConversionGolden.Read(name);
        Assert.That(InDitto(Case(golden, strict).Mongo!), Is.EqualTo(JsonText.Canonical(golden.Ditto)));
    }

    [TestCaseSource(nameof(Cases))]
    public void A_change_in_Ditto_becomes_in_MongoDB_what_its_folder_says(string name, bool strict)
    {
        var golden = ConversionGolden.Read(name);
        var mode = Case(golden, strict) with { B = Members(golden.Ditto), D = Members(golden.Edit) };
        var converter = new DocumentConverter(mode.Settings);
        var plan = mode.Plan();
        var edited = BsonPath.Apply(mode.Mongo!.Bson.Span, [.. plan.SetInMongo.Select(s => converter.ToSet(s, mode.Mongo.Bson))], plan.UnsetInMongo);
        Assert.That(Bsons.Text(edited), Is.EqualTo(Bsons.Text(Bsons.Parse(golden.Edited))));
        Assert.That(plan.WritesBigPeer, Is.False);

        // The Big Peer gets to see it once more, and then nothing is left to do.
        var again = mode with { B = Members(golden.Edit), M = Members(Bsons.Text(edited)), D = Members(golden.Edit) };
        Assert.That(InDitto(again.Mongo!), Is.EqualTo(JsonText.Canonical(golden.Settled)));
        Assert.That(again.Plan().WritesMongo, Is.False);
        Assert.That((again with { B = Members(golden.Settled), D = Members(golden.Settled) }).Planned(), Is.EqualTo("Nothing"));
    }

    [TestCaseSource(nameof(Cases))]
    public void What_is_made_in_Ditto_becomes_in_MongoDB_what_its_folder_says(string name, bool strict)
    {
        var golden = ConversionGolden.Read(name);
        var mode = Case(golden, strict);
        var created = new DocumentConverter(mode.Settings).NewDocument(mode.State(Members(golden.Ditto)), mode.Id, BsonValue.Of(name));
        Assert.That(Bsons.Text(created), Is.EqualTo(Bsons.Text(Bsons.Parse(golden.Created))));
    }

    [Test]
    public void Every_type_of_BSON_has_a_folder_in_each_mode([Values("native-", "ejson-")] string mode)
    {
        var types = ConversionGolden.Names(mode).SelectMany(n => TopLevelTypes(ConversionGolden.Read(n).Mongo)).ToHashSet();
        Assert.That(Enum.GetValues<BsonType>().Where(t => t != BsonType.EndOfDocument), Is.SubsetOf(types));
    }

    [Test]
    public void Every_folder_is_of_one_document_in_a_known_mode() =>
        Assert.That(ConversionGolden.Names(), Has.All.Matches<string>(n => n.StartsWith("native-", StringComparison.Ordinal) != n.StartsWith("ejson-", StringComparison.Ordinal)
            && ConversionGolden.Read(n) is var g && new[] { g.Mongo, g.Ditto, g.Edit, g.Edited, g.Settled, g.Created }.All(d => d.StartsWith($"{{\"_id\":\"{n}\",", StringComparison.Ordinal))));

    private static PlanCase Case(ConversionGolden golden, bool strict) =>
        new() { Ejson = golden.IsEjson, Strict = strict, Id = new DittoId($"\"{golden.Name}\""), M = Members(golden.Mongo) };

    private static string InDitto(MongoDocument document) => JsonText.Canonical(Encoding.UTF8.GetString(document.State.Json.Span));

    private static string Members(string document) => IdMember().Replace(document, "{", count: 1);

    private static List<BsonType> TopLevelTypes(string document)
    {
        var types = new List<BsonType>();
        foreach (var member in new BsonReader(Bsons.Parse(document)))
        {
            if (member.Name != "_id" && member.Name != "n") types.Add(member.Type);
        }
        return types;
    }

    [GeneratedRegex("^\\{\"_id\":\"[^\"]+\",", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdMember();
}
