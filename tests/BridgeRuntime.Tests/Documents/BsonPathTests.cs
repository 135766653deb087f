using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Documents;

internal sealed class BsonPathTests
{
    private const string Document = """{"_id": 1, "a": 1, "o": {"x": 1, "p": {"y": {"$numberLong": "2"}}}, "l": [{"x": 1}], "n": null}""";

    private static FieldPath Path(string path) => new(path.Split('/'));

    [TestCase("a", """{"$numberInt":"1"}""")]
    [TestCase("o/p/y", """{"$numberLong":"2"}""")]
    [TestCase("n", "null")]
    [TestCase("l", """[{"x":{"$numberInt":"1"}}]""")]
    public void It_finds_the_value_at_a_path(string path, string value) =>
        Assert.That(Bsons.Text(BsonPath.Find(Bsons.Parse(Document), Path(path))!.Value).Replace(" ", "", StringComparison.Ordinal), Is.EqualTo(value));

    [TestCase("b")]
    [TestCase("o/z")]
    [TestCase("a/x")]
    [TestCase("n/x")]
    [TestCase("l/0")]
    [TestCase("l/0/x")]
    [TestCase("o.x")]
    public void It_finds_nothing_through_values_and_arrays(string path) => Assert.That(BsonPath.Find(Bsons.Parse(Document), Path(path)), Is.Null);

    [TestCase("a=2", "", """{"_id": 1, "a": 2, "o": {"x": 1, "p": {"y": {"$numberLong": "2"}}}, "l": [{"x": 1}], "n": null}""")]
    [TestCase("o/p/y=3", "", """{"_id": 1, "a": 1, "o": {"x": 1, "p": {"y": 3}}, "l": [{"x": 1}], "n": null}""")]
    [TestCase("", "o/p/y", """{"_id": 1, "a": 1, "o": {"x": 1, "p": {}}, "l": [{"x": 1}], "n": null}""")]
    [TestCase("", "a o l n", """{"_id": 1}""")]
    [TestCase("o/q/r=5", "o/x", """{"_id": 1, "a": 1, "o": {"p": {"y": {"$numberLong": "2"}}, "q": {"r": 5}}, "l": [{"x": 1}], "n": null}""")]
    [TestCase("new/b/c=1 new/d=2", "", """{"_id": 1, "a": 1, "o": {"x": 1, "p": {"y": {"$numberLong": "2"}}}, "l": [{"x": 1}], "n": null, "new": {"b": {"c": 1}, "d": 2}}""")]
    [TestCase("a/b=1", "", """{"_id": 1, "a": {"b": 1}, "o": {"x": 1, "p": {"y": {"$numberLong": "2"}}}, "l": [{"x": 1}], "n": null}""")]
    [TestCase("o=7", "", """{"_id": 1, "a": 1, "o": 7, "l": [{"x": 1}], "n": null}""")]
    [TestCase("", "a/b n/x nowhere/at/all", Document)]
    [TestCase("", "", Document)]
    public void It_changes_what_is_named_and_nothing_else(string sets, string unsets, string expected)
    {
        var edits = sets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).Select(s => (Path(s[0]), Bsons.Value(s[1]))).ToList();
        var removals = unsets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Path).ToList();
        Assert.That(BsonPath.Apply(Bsons.Parse(Document), edits, removals), Is.EqualTo(Bsons.Parse(expected)));
    }

    [Test]
    public void What_is_set_is_found_and_what_is_removed_is_not()
    {
        var value = Bsons.Value("""{"$date":"2026-01-01T00:00:00Z"}""");
        var changed = BsonPath.Apply(Bsons.Parse(Document), [(new FieldPath("o", "a.b", "$c"), value)], [new FieldPath("a")]);
        Assert.That(BsonPath.Find(changed, new FieldPath("o", "a.b", "$c")), Is.EqualTo(value));
        Assert.That(BsonPath.Find(changed, new FieldPath("a")), Is.Null);
    }

    [TestCase(true, "a")]
    [TestCase(true, "a", "b", "0")]
    [TestCase(true, "a$b")]
    [TestCase(false, "a", "")]
    [TestCase(false, "$a")]
    [TestCase(false, "a", "b.c")]
    public void A_path_is_addressable_without_dots_leading_dollars_and_empty_names(bool addressable, params string[] names) =>
        Assert.That(new FieldPath(names).IsAddressable, Is.EqualTo(addressable));

    [Test]
    public void Paths_are_equal_by_their_names()
    {
        var (path, same) = (new FieldPath("a", "b"), Path("a/b"));
        Assert.Multiple(() =>
        {
            Assert.That(path, Is.EqualTo(same));
            Assert.That(path.GetHashCode(), Is.EqualTo(same.GetHashCode()));
            Assert.That(new FieldPath("a.b"), Is.Not.EqualTo(new FieldPath("a", "b")));
            Assert.That(new FieldPath("a.b").Hash, Is.Not.EqualTo(new FieldPath("a", "b").Hash));
            Assert.That(new FieldPath("a", "b", "c").Prefix(2), Is.EqualTo(new FieldPath("a", "b")));
            Assert.That(new FieldPath("a", "b").ToString(), Is.EqualTo("a.b"));
            Assert.That(FieldPath.Child(new FieldPath("a").Hash, "b"u8), Is.EqualTo(new FieldPath("a", "b").Hash));
        });
    }

    [Test]
    public void Ids_are_ordered_by_type_and_bytes_the_same_way_each_time()
    {
        BsonValue[] ids = [BsonValue.Of("b"), BsonValue.Of(2), BsonValue.Of("a"), BsonValue.Of(1)];
        Assert.That(ids.Order(MongoIdOrder.Instance), Is.EqualTo(ids.Reverse().Order(MongoIdOrder.Instance)));
        Assert.That(MongoIdOrder.Instance.Compare(ids[0], ids[0]), Is.Zero);
        Assert.That(MongoIdOrder.Instance.Compare(ids[0], ids[2]), Is.Positive);
    }
}
