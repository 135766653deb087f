using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Identity;

/// <summary>What happens where a mapping's rules are broken, and how it heals: missing and doubled mapped fields, ids of Ditto that do not fit, mapped fields that change.</summary>
[CancelAfter(180_000)]
internal sealed class IdentityLetterTests
{
    private Scene _scene = null!;

    [SetUp]
    public Task Start()
    {
        _scene = new Scene(new SceneOptions
        {
            FullPassInterval = TimeSpan.FromMilliseconds(500),
            Collections = new Dictionary<string, string>
            {
                ["by_id"] = "fields: [_id], initialSync: true",
                ["by_field"] = "fields: [k], initialSync: true",
                ["by_fields"] = "fields: [k, l], initialSync: true",
                ["by_id_e"] = "fields: [_id], initialSync: true, mode: ejson",
                ["by_field_e"] = "fields: [k], initialSync: true, mode: ejson",
            },
        });
        return _scene.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [TestCase("by_field", "", "'k'")]
    [TestCase("by_field", "\"k\":null,", "'k'")]
    [TestCase("by_fields", "\"k\":1,", "'l'")]
    [TestCase("by_fields", "\"k\":1,\"l\":null,", "'l'")]
    [TestCase("by_field_e", "\"k\":null,", "'k'")]
    public async Task A_mapped_field_that_is_missing_or_null_is_named_and_heals(string collection, string members, string field)
    {
        var pair = _scene[collection];
        await pair.Mongo.InsertAsync($$"""{"_id":"m",{{members}}"a":"1"}""");
        Assert.That(await _scene.ParkedForAsync("MissingIdentity"), Does.Contain(field).And.Contain("missing or null"));
        await pair.Mongo.UpdateAsync("\"m\"", """{"$set":{"k":"now","l":"too"}}""");
        await _scene.UntilAsync("it has its id", async () => (await pair.BigPeer.CountAsync()) == 1 ? null : "not yet");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task A_mapped_field_that_is_removed_takes_the_Ditto_document_with_it()
    {
        var pair = _scene["by_field"];
        await pair.Mongo.InsertAsync("""{"_id":"m","k":"1"}""");
        await _scene.UntilAsync("it is there", async () => await pair.BigPeer.FindAsync("\"1\"") is null ? "not yet" : null);
        await pair.Mongo.UpdateAsync("\"m\"", """{"$unset":{"k":1}}""");
        await _scene.UntilAsync("it is gone", async () => await pair.BigPeer.FindAsync("\"1\""));
        await _scene.ParkedAsync("MissingIdentity");
        Assert.That(await _scene.Bridge.MetricAsync("bridge_identity_changes_total"), Is.EqualTo(1));
        Assert.That(await pair.Mongo.FindAsync("\"m\""), Is.EqualTo("""{"_id":"m"}"""), "MongoDB's document is left alone");
    }

    /// <summary>As soon as a document shows in Ditto, before it is recorded, its field goes, or changes.</summary>
    [Test]
    public async Task A_mapped_field_that_goes_while_its_document_is_being_recorded_takes_the_Ditto_document_with_it()
    {
        var pair = _scene["by_field"];
        for (var round = 0; round < 40; round++)
        {
            await pair.Mongo.InsertAsync(Enumerable.Range(0, 5).Select(i => $$"""{"_id":"{{round}}-{{i}}","k":"{{round}}-{{i}}"}"""));
            await _scene.UntilAsync("one is there", async () => await pair.BigPeer.FindAsync($"\"{round}-0\"") is null ? "not yet" : null);
            await pair.Mongo.UpdateAsync(Enumerable.Range(0, 5).Select(i => ($"\"{round}-{i}\"", i == 4 ? $$$"""{"$set":{"k":"{{{round}}}-new"}}""" : """{"$unset":{"k":1}}""")));
        }
        await _scene.UntilAsync("only those with a field are there", async () =>
        {
            var left = (await pair.BigPeer.AllAsync()).Keys.Where(k => !k.Contains("new", StringComparison.Ordinal)).ToList();
            return left.Count == 0 ? null : string.Join(' ', left);
        });
        await _scene.UntilAsync("each of the others has its letter", async () => await _scene.LettersAsync() is { Count: 160 } letters && letters.All(l => l == "MissingIdentity") ? null : "not yet");
        Assert.That(await pair.BigPeer.CountAsync(), Is.EqualTo(40));
    }

    [TestCase("the first is deleted")]
    [TestCase("the first changes its mapped field")]
    [TestCase("the second changes its mapped field")]
    [TestCase("the second is deleted")]
    public async Task A_duplicate_heals_when_one_of_the_two_goes_or_changes(string how)
    {
        var pair = _scene["by_field"];
        await pair.Mongo.InsertAsync("""{"_id":"first","k":"1","a":"first"}""");
        await _scene.UntilAsync("the first", async () => await pair.BigPeer.FindAsync("\"1\"") is null ? "not yet" : null);
        await pair.Mongo.InsertAsync("""{"_id":"second","k":"1","a":"second"}""", """{"_id":"third","k":"1","a":"third"}""");
        await _scene.ParkedAsync("DuplicateIdentity", "DuplicateIdentity");
        var letters = await _scene.LetterDocumentsAsync();
        Assert.That(letters.Select(l => l.GetProperty("mongoId").GetString()), Is.EquivalentTo(new[] { "second", "third" }));
        Assert.That(letters[0].GetProperty("message").GetString(), Does.Contain("'k'").And.Contain("Change or delete one of the two").And.Contain("a unique index"));
        await pair.Mongo.UpdateAsync("\"second\"", """{"$set":{"b":"touched"}}""");
        await _scene.SettleAsync();
        Assert.That(await _scene.LettersAsync(), Has.Count.EqualTo(2), "a change of another field does not help");
        Assert.That(await _scene.Bridge.MetricAsync("bridge_dead_letters_total"), Is.EqualTo(2));
        Assert.That(await pair.BigPeer.FindAsync("\"1\""), Is.EqualTo("""{"_id":"1","a":"first","k":"1"}"""));

        await pair.Mongo.DeleteAsync("\"third\"");
        await _scene.ParkedAsync("DuplicateIdentity");
        var expected = new Dictionary<string, string>();
        switch (how)
        {
            case "the first is deleted":
                await pair.Mongo.DeleteAsync("\"first\"");
                expected["\"1\""] = """{"_id":"1","a":"second","b":"touched","k":"1"}""";
                break;
            case "the first changes its mapped field":
                await pair.Mongo.UpdateAsync("\"first\"", """{"$set":{"k":"2"}}""");
                expected["\"1\""] = """{"_id":"1","a":"second","b":"touched","k":"1"}""";
                expected["\"2\""] = """{"_id":"2","a":"first","k":"2"}""";
                break;
            case "the second changes its mapped field":
                await pair.Mongo.UpdateAsync("\"second\"", """{"$set":{"k":"2"}}""");
                expected["\"1\""] = """{"_id":"1","a":"first","k":"1"}""";
                expected["\"2\""] = """{"_id":"2","a":"second","b":"touched","k":"2"}""";
                break;
            default:
                await pair.Mongo.DeleteAsync("\"second\"");
                expected["\"1\""] = """{"_id":"1","a":"first","k":"1"}""";
                break;
        }
        await _scene.UntilAsync("each has its own", async () => (await pair.BigPeer.AllAsync()) is var all && all.OrderBy(d => d.Key).SequenceEqual(expected.OrderBy(d => d.Key)) ? null : string.Join('\n', all.Values));
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task An_ObjectId_and_its_text_are_one_id_in_native_mode_and_two_in_ejson_mode()
    {
        string[] documents = ["""{"_id":{"$oid":"5ca4bbcea2dd94ee58162a68"},"a":"id"}""", """{"_id":"5ca4bbcea2dd94ee58162a68","a":"text"}"""];
        await _scene["by_id_e"].Mongo.InsertAsync(documents);
        await _scene.UntilAsync("both are there", async () => await _scene["by_id_e"].BigPeer.CountAsync() is var n && n == 2 ? null : $"{n}");
        await _scene["by_id"].Mongo.InsertAsync(documents);
        Assert.That(await _scene.ParkedForAsync("DuplicateIdentity"), Does.Contain("an ObjectId").And.Contain("mode ejson"));
    }

    [TestCase("by_id", """{"a":1}""", "an object")]
    [TestCase("by_id", "[1]", "an array")]
    [TestCase("by_field", """{"k":1}""", "'k'")]
    [TestCase("by_field", "18446744073709551615", "a number")]
    [TestCase("by_fields", "\"scalar\"", "an object with the members 'k', 'l'")]
    [TestCase("by_fields", """{"k":1}""", "exactly 'k', 'l'")]
    [TestCase("by_fields", """{"k":1,"l":2,"m":3}""", "exactly 'k', 'l'")]
    [TestCase("by_fields", """{"k":1,"m":3}""", "exactly 'k', 'l'")]
    [TestCase("by_fields", """{"k":1,"l":{"x":1}}""", "'l'")]
    [TestCase("by_id_e", "1", "a number")]
    [TestCase("by_id_e", """{"$oid":"5CA4BBCEA2DD94EE58162A68"}""", "an object")]
    [TestCase("by_id_e", """{"$numberInt":"x"}""", "an object")]
    [TestCase("by_field_e", """{"$oid":5}""", "an object")]
    public async Task A_Ditto_id_that_does_not_fit_is_parked_with_what_it_should_be_until_it_is_deleted(string collection, string id, string words)
    {
        var pair = _scene[collection];
        await pair.BigPeer.InsertAsync($$"""{"_id":{{id}},"a":"1"}""");
        Assert.That(await _scene.ParkedForAsync("IdentityMismatch"), Does.Contain(words).And.Contain("create it with an _id that fits"));
        Assert.That(await pair.Mongo.CountAsync(), Is.Zero);
        Assert.That(await pair.BigPeer.CountAsync(), Is.EqualTo(1), "it is left alone");
        await pair.BigPeer.DeleteAsync(id);
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task A_Ditto_id_with_a_null_in_it_is_parked_although_no_query_by_id_finds_it()
    {
        var pair = _scene["by_fields"];
        await pair.BigPeer.InsertAsync("""{"_id":{"k":1,"l":null},"a":"1"}""");
        Assert.That(await _scene.ParkedForAsync("IdentityMismatch"), Does.Contain("'l'").And.Contain("null"));
        await _scene.PassesAsync(3);
        Assert.That(await _scene.Bridge.MetricAsync("bridge_dead_letters_total"), Is.EqualTo(1));
    }

    [TestCase("by_id_e", """{"$oid":"5ca4bbcea2dd94ee58162a68"}""", "")]
    [TestCase("by_id_e", """{"$numberLong":"5"}""", "")]
    [TestCase("by_id_e", """{"$date":{"$numberLong":"0"}}""", "")]
    [TestCase("by_id", "\"5ca4bbcea2dd94ee58162a68\"", "")]
    [TestCase("by_field_e", """{"$numberInt":"5"}""", "k")]
    public async Task A_document_created_in_Ditto_gets_the_value_of_its_id_in_MongoDB(string collection, string id, string field)
    {
        var pair = _scene[collection];
        await pair.BigPeer.InsertAsync($$"""{"_id":{{id}},"a":"1"}""");
        var filter = $$"""{"{{(field.Length == 0 ? "_id" : field)}}":{{id}}}""";
        await _scene.UntilAsync("it is there", async () => (await pair.Mongo.FindAsync(filter, limit: 0)).Count == 1 ? null : "not yet");
        var document = (await pair.Mongo.FindAsync(filter, limit: 0)).Single();
        Assert.That(JsonText.Canonical(JsonDocument.Parse(document).RootElement.GetProperty(field.Length == 0 ? "_id" : field).GetRawText()), Is.EqualTo(JsonText.Canonical(id)));
        if (field.Length > 0) Assert.That(JsonDocument.Parse(document).RootElement.GetProperty("_id").GetRawText(), Does.StartWith("{\"$oid\""));
    }

    [TestCase("by_field", "\"k\":\"1\"", "\"1\"", """{"$set":{"k":"2"}}""", "\"k\":\"2\"", "\"2\"")]
    [TestCase("by_fields", "\"k\":\"1\",\"l\":\"x\"", "{\"k\":\"1\",\"l\":\"x\"}", """{"$set":{"l":"y"}}""", "\"k\":\"1\",\"l\":\"y\"", "{\"k\":\"1\",\"l\":\"y\"}")]
    [TestCase("by_field_e", "\"k\":\"1\"", "\"1\"", """{"$set":{"k":"2"}}""", "\"k\":\"2\"", "\"2\"")]
    public async Task A_mapped_field_that_changes_in_MongoDB_makes_a_new_Ditto_document_and_is_counted(string collection, string before, string from, string update, string after, string to)
    {
        var pair = _scene[collection];
        await pair.Mongo.InsertAsync($$"""{"_id":"m",{{before}},"a":"1"}""");
        await _scene.UntilAsync("it is there", async () => await pair.BigPeer.FindAsync(from) is null ? "not yet" : null);
        await pair.BigPeer.UpdateAsync(from, "SET b = :v", "\"2\"");
        await _scene.UntilAsync("Ditto's change is in MongoDB", async () => (await pair.Mongo.FindAsync("\"m\""))!.Contains("\"b\"", StringComparison.Ordinal) ? null : "not yet");
        await pair.Mongo.UpdateAsync("\"m\"", update);
        await _scene.UntilAsync("it has moved", async () => await pair.BigPeer.FindAsync(from) ?? (await pair.BigPeer.FindAsync(to) is { } found && found == JsonText.Canonical($$"""{"_id":{{to}},{{after}},"a":"1","b":"2"}""") ? null : "the new one is not there"));
        await _scene.UntilAsync("it is counted", async () => await _scene.Bridge.MetricAsync("bridge_identity_changes_total") is var n && n == 1 ? null : $"{n}");
        Assert.That(await pair.Mongo.CountAsync(), Is.EqualTo(1));
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    [TestCase("by_field", "\"k\":\"1\"", "\"1\"")]
    [TestCase("by_fields", "\"k\":\"1\",\"l\":\"x\"", "{\"k\":\"1\",\"l\":\"x\"}")]
    [TestCase("by_field_e", "\"k\":\"1\"", "\"1\"")]
    public async Task A_mapped_field_that_changes_in_the_body_in_Ditto_is_set_back(string collection, string mapped, string id)
    {
        var pair = _scene[collection];
        await pair.Mongo.InsertAsync($$"""{"_id":"m",{{mapped}},"a":"1"}""");
        await _scene.UntilAsync("it is there", async () => await pair.BigPeer.FindAsync(id) is null ? "not yet" : null);
        await pair.BigPeer.UpdateAsync(id, "SET k = :v, a = :v", "\"other\"");
        await _scene.UntilAsync("the rest of the change arrives and the mapped field is as the id says", async () =>
        {
            var (mongo, bigPeer) = (await pair.Mongo.FindAsync("\"m\""), await pair.BigPeer.FindAsync(id));
            return mongo == Documents.Canonical($$"""{"_id":"m",{{mapped}},"a":"other"}""") && bigPeer == JsonText.Canonical($$"""{"_id":{{id}},{{mapped}},"a":"other"}""") ? null : $"{mongo}\n{bigPeer}";
        });
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_document_that_was_parked_under_a_key_and_gets_another_or_goes_leaves_no_letter()
    {
        var pair = _scene["by_field"];
        var large = new string('x', 5_300_000);
        await pair.Mongo.InsertAsync($$"""{"_id":"m","k":"1","t":"{{large}}"}""", $$"""{"_id":"n","k":"9","t":"{{large}}"}""");
        await _scene.ParkedAsync("RefusedByBigPeer", "RefusedByBigPeer");
        await pair.Mongo.UpdateAsync("\"m\"", """{"$set":{"k":"2","t":"short"}}""");
        await pair.Mongo.DeleteAsync("\"n\"");
        await _scene.UntilAsync("it is there", async () => await pair.BigPeer.FindAsync("\"2\"") is null ? "not yet" : null);
        await _scene.ParkedAsync();
    }
}
