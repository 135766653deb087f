namespace BridgeModel.Tests;

public sealed class CollectionRuleTests
{
    private const string Tasks = "mongoConnector.collections.tasks";

    [TestCase("fields: [_id]")]
    [TestCase("fields: [orderId]")]
    [TestCase("fields: [location, orderId]")]
    [TestCase("fields: [\"with space\", naïve, a-b]")]
    [TestCase("fields: [_id], mode: native")]
    [TestCase("fields: [_id], mode: json")]
    [TestCase("fields: [_id], mode: ejson, dqlStrictMode: false")]
    [TestCase("fields: [_id], mode: ejson, dqlStrictMode: false, dittoTypes: { settableCounters: [quantity, order.qty] }")]
    [TestCase("fields: [_id], dittoTypes: { settableCounters: [] }")]
    [TestCase("fields: [_id], dittoTypes: {}")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [a.b, a.c, ab] }")]
    [TestCase("fields: [_id], changeField: updatedAt")]
    public void These_collections_are_valid(string entries) => TestYaml.Valid(TestYaml.WithCollection(entries));

    [TestCase("initialSync: true", ".fields", "must name at least one field, such as [_id]")]
    [TestCase("fields: []", ".fields", "must name at least one field, such as [_id]")]
    [TestCase("fields: [\"\"]", ".fields[0]", "is empty; give the name of a field")]
    [TestCase("fields: [a.b]", ".fields[0]", "must be a top-level field: no dot")]
    [TestCase("fields: [$a]", ".fields[0]", "is not a field's name: no $ at the beginning, no NUL")]
    [TestCase("fields: [\"a\\0\"]", ".fields[0]", "is not a field's name: no $ at the beginning, no NUL")]
    [TestCase("fields: [\"a`b\"]", ".fields[0]", "must not contain a back-tick, with which DQL quotes names")]
    [TestCase("fields: [a, _id]", ".fields", "must hold _id alone or not at all")]
    [TestCase("fields: [_id, a]", ".fields", "must hold _id alone or not at all")]
    [TestCase("fields: [a, b, a]", ".fields[2]", "is the same as fields[0]; remove one")]
    [TestCase("fields: [_id], mode: ejson", ".dqlStrictMode", "must be false with mode ejson, whose values are maps in Ditto")]
    [TestCase("fields: [_id], mode: ejson, dqlStrictMode: true", ".dqlStrictMode", "must be false with mode ejson, whose values are maps in Ditto")]
    [TestCase("fields: [_id], dittoTypes: { settableCounters: [a] }", ".dqlStrictMode", "must be false with settableCounters, which strict readers do not see")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [a..b] }", ".dittoTypes.settableCounters[0]", "has an empty name between its dots")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [\"\"] }", ".dittoTypes.settableCounters[0]", "is empty; give the name of a field")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [a.$b] }", ".dittoTypes.settableCounters[0]", "is not a field's name: no $ at the beginning, no NUL")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [_id] }", ".dittoTypes.settableCounters[0]", "must not be a field of the id mapping or within one: those never change")]
    [TestCase("fields: [a], dqlStrictMode: false, dittoTypes: { settableCounters: [b, a] }", ".dittoTypes.settableCounters[1]", "must not be a field of the id mapping or within one: those never change")]
    [TestCase("fields: [a], dqlStrictMode: false, dittoTypes: { settableCounters: [a.b] }", ".dittoTypes.settableCounters[0]", "must not be a field of the id mapping or within one: those never change")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [b, c, b] }", ".dittoTypes.settableCounters[2]", "is the same as settableCounters[0]; remove one")]
    [TestCase("fields: [_id], dqlStrictMode: false, dittoTypes: { settableCounters: [a.b.c, a] }", ".dittoTypes.settableCounters[0]", "is within settableCounters[1]; a counter holds no fields")]
    [TestCase("fields: [_id], changeField: \"\"", ".changeField", "is empty; give the name of a field")]
    [TestCase("fields: [_id], changeField: a.b", ".changeField", "must be a top-level field: no dot")]
    [TestCase("fields: [_id], changeField: _id", ".changeField", "must not be a field of the id mapping: those never change")]
    [TestCase("fields: [a], changeField: a", ".changeField", "must not be a field of the id mapping: those never change")]
    [TestCase("fields: [_id], dqlStrictMode: false, changeField: n, dittoTypes: { settableCounters: [n] }", ".changeField", "must not be a settable counter, which may also shrink")]
    public void Each_rule_has_its_message(string entries, string path, string message) =>
        Assert.That(TestYaml.Errors(TestYaml.WithCollection(entries)), Is.EqualTo(new[] { $"{Tasks}{path} (line 5): {message}" }));

    [Test]
    public void A_counter_lies_no_deeper_than_mongodb_nests()
    {
        static string WithLevels(int levels) =>
            TestYaml.WithCollection($"fields: [_id], dqlStrictMode: false, dittoTypes: {{ settableCounters: [{string.Join('.', Enumerable.Repeat("a", levels))}] }}");
        TestYaml.Valid(WithLevels(100));
        Assert.That(TestYaml.Errors(WithLevels(101)).Single(), Does.EndWith("is deeper than the 100 levels that MongoDB allows"));
    }

    [Test]
    public void Two_reasons_against_strict_mode_are_two_errors() =>
        Assert.That(TestYaml.Errors(TestYaml.WithCollection("fields: [_id], mode: ejson, dittoTypes: { settableCounters: [a] }")), Has.Length.EqualTo(2));

    [TestCase("\"\"", "[\"\"]", "has an empty name")]
    [TestCase("a$b", "[\"a$b\"]", "is not a name MongoDB allows for a collection: no $, no NUL, no dot at the beginning")]
    [TestCase(".a", "[\".a\"]", "is not a name MongoDB allows for a collection: no $, no NUL, no dot at the beginning")]
    [TestCase("\"a\\0b\"", "[\"a\\u0000b\"]", "is not a name MongoDB allows for a collection: no $, no NUL, no dot at the beginning")]
    [TestCase("system.users", "[\"system.users\"]", "is one of MongoDB's own collections (system.…)")]
    [TestCase("__ditto_connector_state", ".__ditto_connector_state", "begins with __, which is kept for Ditto's system and the bridge's own collections")]
    [TestCase("__other", ".__other", "begins with __, which is kept for Ditto's system and the bridge's own collections")]
    [TestCase("\"a`b\"", "[\"a`b\"]", "must not contain a back-tick, with which DQL quotes names")]
    public void Each_rule_of_collection_names_has_its_message(string key, string path, string message) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("tasks:", key + ":")), Is.EqualTo(new[] { $"mongoConnector.collections{path} (line 5): {message}" }));

    [Test]
    public void A_collection_name_that_makes_the_namespace_too_long_is_an_error()
    {
        // "shop." and 250 bytes are the 255 that MongoDB allows.
        TestYaml.Valid(TestYaml.Replace("tasks:", new string('x', 250) + ":"));
        Assert.That(TestYaml.Errors(TestYaml.Replace("tasks:", new string('x', 251) + ":")).Single(), Does.EndWith("have more than 255 bytes"));
    }

    [TestCase("a.b")]
    [TestCase("systems")]
    [TestCase("_private")]
    [TestCase("with space")]
    public void These_collection_names_are_valid(string name) => TestYaml.Valid(TestYaml.Replace("tasks:", name + ":"));

    [Test]
    public void Errors_in_a_collection_with_a_dotted_name_have_its_line() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("tasks: { fields: [_id] }", "a.b:\n      initialSync: false\n      fields: [a.b]")), Is.EqualTo(new[]
        {
            "mongoConnector.collections[\"a.b\"].fields[0] (line 7): must be a top-level field: no dot",
        }));

    [TestCase("{}")]
    public void At_least_one_collection_is_needed(string collections) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("\n    tasks: { fields: [_id] }", " " + collections)), Is.EqualTo(new[]
        {
            "mongoConnector.collections (line 4): must name at least one collection",
        }));

    [Test]
    public void A_collection_that_is_no_mapping_is_one_error() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("{ fields: [_id] }", "[_id]")), Is.EqualTo(new[] { $"{Tasks} (line 5): is a list; a mapping is needed" }));
}
