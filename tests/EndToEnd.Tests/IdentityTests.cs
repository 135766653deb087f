using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>The three ways to make a Ditto id.</summary>
[CancelAfter(120_000)]
internal sealed class IdentityTests
{
    private readonly Scene _scene = new(new SceneOptions
    {
        Collections = new Dictionary<string, string>
        {
            ["by_id"] = "fields: [_id], initialSync: true",
            ["by_field"] = "fields: [orderId], initialSync: true",
            ["by_fields"] = "fields: [location, orderId], initialSync: true",
        },
    });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [TestCase("\"text\"", "\"text\"")]
    [TestCase("""{"$numberInt":"7"}""", "7")]
    [TestCase("""{"$numberLong":"9007199254740993"}""", "9007199254740993")]
    [TestCase("true", "true")]
    [TestCase("""{"$oid":"5ca4bbcea2dd94ee58162a68"}""", "\"5ca4bbcea2dd94ee58162a68\"")]
    public async Task MongoDB_ids_of_each_type_go_there_and_back(string mongoId, string dittoId)
    {
        var pair = _scene["by_id"];
        await pair.Mongo.InsertAsync($$"""{"_id":{{mongoId}},"a":1}""");
        await Pair("created");
        await pair.BigPeer.UpdateAsync(dittoId, "SET b = 2");
        await PairOf("changed at the Big Peer", "\"a\":1,\"b\":2");
        await pair.Mongo.UpdateAsync(mongoId, """{"$set":{"a":3}}""");
        await PairOf("changed in MongoDB", "\"a\":3,\"b\":2");
        await pair.BigPeer.DeleteAsync(dittoId);
        await _scene.UntilAsync("deleted in MongoDB", async () => await pair.Mongo.FindAsync(mongoId));

        Task Pair(string what) => PairOf(what, "\"a\":1");
        Task PairOf(string what, string members) => _scene.UntilAsync(what, async () =>
        {
            var (mongo, bigPeer) = (await pair.Mongo.FindAsync(mongoId), await pair.BigPeer.FindAsync(dittoId));
            return mongo == Documents.Canonical($$"""{"_id":{{mongoId}},{{members}}}""") && bigPeer == JsonText.Canonical($$"""{"_id":{{dittoId}},{{members}}}""") ? null : $"{mongo}\n{bigPeer}";
        });
    }

    [TestCase("\"new\"")]
    [TestCase("12")]
    [TestCase("false")]
    public async Task A_document_created_in_Ditto_keeps_its_id_in_MongoDB(string id)
    {
        var pair = _scene["by_id"];
        await pair.BigPeer.InsertAsync($$"""{"_id":{{id}},"a":1}""");
        await _scene.BothAsync(pair, id, $$"""{"_id":{{id}},"a":1}""", $$"""{"_id":{{id}},"a":1}""");
        await pair.Mongo.DeleteAsync(id);
        await _scene.BothAsync(pair, id, mongo: null, bigPeer: null);
    }

    [TestCase("by_field", "\"orderId\":41", "41")]
    [TestCase("by_field", "\"orderId\":\"o-41\"", "\"o-41\"")]
    [TestCase("by_fields", "\"location\":\"x\",\"orderId\":41", "{\"location\":\"x\",\"orderId\":41}")]
    public async Task Mapped_fields_make_the_Ditto_id(string collection, string mapped, string dittoId)
    {
        var pair = _scene[collection];
        await pair.Mongo.InsertAsync($$"""{"_id":{"$oid":"65a4bbcea2dd94ee58162a01"},{{mapped}},"a":1}""");
        await Agree("\"a\":1");
        await pair.BigPeer.UpdateAsync(dittoId, "SET b = 2");
        await Agree("\"a\":1,\"b\":2");
        await pair.Mongo.UpdateAsync("""{"$oid":"65a4bbcea2dd94ee58162a01"}""", """{"$set":{"a":3}}""");
        await Agree("\"a\":3,\"b\":2");
        await pair.Mongo.DeleteAsync("""{"$oid":"65a4bbcea2dd94ee58162a01"}""");
        await _scene.UntilAsync("deleted at the Big Peer", async () => await pair.BigPeer.FindAsync(dittoId));

        Task Agree(string members) => _scene.UntilAsync(members, async () =>
        {
            var (mongo, bigPeer) = (await pair.Mongo.FindAsync("""{"$oid":"65a4bbcea2dd94ee58162a01"}"""), await pair.BigPeer.FindAsync(dittoId));
            return mongo == Documents.Canonical($$"""{"_id":{"$oid":"65a4bbcea2dd94ee58162a01"},{{mapped}},{{members}}}""")
                && bigPeer == JsonText.Canonical($$"""{"_id":{{dittoId}},{{mapped}},{{members}}}""") ? null : $"{mongo}\n{bigPeer}";
        });
    }

    [TestCase("by_field", "77", "\"orderId\":77")]
    [TestCase("by_field", "\"o-77\"", "\"orderId\":\"o-77\"")]
    [TestCase("by_fields", "{\"location\":\"y\",\"orderId\":77}", "\"location\":\"y\",\"orderId\":77")]
    public async Task A_document_created_in_Ditto_gets_an_ObjectId_and_its_mapped_fields_in_MongoDB(string collection, string dittoId, string mapped)
    {
        var pair = _scene[collection];
        var filter = $$"""{{{mapped}}}""";
        await pair.BigPeer.InsertAsync($$"""{"_id":{{dittoId}},"a":1}""");
        string mongoId = "";
        await _scene.UntilAsync("created in MongoDB", async () =>
        {
            var found = await pair.Mongo.FindAsync(filter, limit: 0);
            if (found.Count != 1) return $"{found.Count} documents";
            mongoId = Member(found[0], "_id");
            return found[0] == Documents.Canonical($$"""{"_id":{{mongoId}},{{mapped}},"a":1}""") ? null : found[0];
        });
        Assert.That(mongoId, Does.Contain("$oid"));

        await pair.Mongo.UpdateAsync(mongoId, """{"$set":{"a":2}}""");
        await _scene.UntilAsync("the mapped fields stand in both bodies", async () =>
        {
            var found = await pair.BigPeer.FindAsync(dittoId);
            return found == JsonText.Canonical($$"""{"_id":{{dittoId}},{{mapped}},"a":2}""") ? null : found;
        });
        await pair.BigPeer.UpdateAsync(dittoId, "SET a = 3");
        await _scene.UntilAsync("changed in MongoDB", async () =>
        {
            var found = await pair.Mongo.FindAsync(filter, limit: 0);
            return found is [var only] && only == Documents.Canonical($$"""{"_id":{{mongoId}},{{mapped}},"a":3}""") ? null : string.Join('\n', found);
        });
        await pair.BigPeer.DeleteAsync(dittoId);
        await _scene.UntilAsync("deleted in MongoDB", async () => await pair.Mongo.FindAsync(mongoId));
    }

    [Test]
    public async Task A_mapped_field_that_changes_moves_the_document()
    {
        var pair = _scene["by_field"];
        await pair.Mongo.InsertAsync("""{"_id":"mover","orderId":"from","a":1}""");
        await _scene.UntilAsync("created", async () => await pair.BigPeer.FindAsync("\"from\"") is null ? "not there" : null);
        await pair.Mongo.UpdateAsync("\"mover\"", """{"$set":{"orderId":"to"}}""");
        await _scene.UntilAsync("moved", async () =>
        {
            var (from, to) = (await pair.BigPeer.FindAsync("\"from\""), await pair.BigPeer.FindAsync("\"to\""));
            return from is null && to == JsonText.Canonical("""{"_id":"to","orderId":"to","a":1}""") ? null : $"{from}\n{to}";
        });
        Assert.That(await pair.Mongo.FindAsync("\"mover\""), Is.EqualTo(Documents.Canonical("""{"_id":"mover","orderId":"to","a":1}""")));
    }

    private static string Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetRawText();
    }
}
