using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Bson;

/// <summary>Generated documents through our Extended JSON and libbson's, in every combination.</summary>
internal sealed class ExtendedJsonOracleTests
{
    private const int Documents = 4000;

    [Test]
    public void canonical_json_of_either_side_is_read_by_both_to_the_same_bytes()
    {
        var readByThem = 0;
        for (var seed = 0; seed < Documents; seed++)
        {
            var document = new BsonGenerator(seed).Document();
            var ours = ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical);
            var theirs = LibBson.ToExtendedJson(document, canonical: true);
            Assert.That(theirs, Is.Not.Null, $"seed {seed}");
            AssertSame(ExtendedJson.Parse(ours), document, $"seed {seed}: ours read by us: {ours}");
            AssertSame(ExtendedJson.Parse(theirs), document, $"seed {seed}: theirs read by us: {theirs}");
            if (BsonWalk.IsMisreadByLibBson(document)) continue;
            readByThem++;
            AssertSame(LibBson.FromExtendedJson(ours, out var reason), document, $"seed {seed}: ours read by them ({reason}): {ours}");
        }
        Assert.That(readByThem, Is.GreaterThan(Documents / 2));
    }

    [Test]
    public void relaxed_json_of_either_side_is_read_by_both_to_the_same_bytes()
    {
        var readByThem = 0;
        for (var seed = 0; seed < Documents; seed++)
        {
            var document = new BsonGenerator(seed).Document();
            var expected = BsonWalk.Relax(document);
            var ours = ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed);
            var theirs = LibBson.ToExtendedJson(document, canonical: false);
            Assert.That(theirs, Is.Not.Null, $"seed {seed}");
            AssertSame(ExtendedJson.Parse(ours), expected, $"seed {seed}: ours read by us: {ours}");
            if (!BsonWalk.HasDateAfter9999(document)) AssertSame(ExtendedJson.Parse(theirs), expected, $"seed {seed}: theirs read by us: {theirs}");
            if (BsonWalk.IsMisreadByLibBson(document)) continue;
            readByThem++;
            AssertSame(LibBson.FromExtendedJson(ours, out var reason), expected, $"seed {seed}: ours read by them ({reason}): {ours}");
        }
        Assert.That(readByThem, Is.GreaterThan(Documents / 2));
    }

    private static void AssertSame(byte[]? actual, byte[] expected, string what)
    {
        if (actual is null || !actual.AsSpan().SequenceEqual(expected)) Assert.Fail($"{what}\nexpected {Convert.ToHexString(expected)}\nactual   {(actual is null ? "none" : Convert.ToHexString(actual))}");
    }
}
