using TestKit;

namespace EndToEnd.Tests.Identity;

/// <summary>Ids of every type under each mapping, in both modes: what goes over, as what, and what is parked with which words.</summary>
[CancelAfter(180_000)]
internal sealed class IdTypeTests
{
    private const string Oid = """{"$oid":"5ca4bbcea2dd94ee58162a68"}""";

    private readonly Scene _scene = new(new SceneOptions
    {
        Collections = new Dictionary<string, string>
        {
            ["id_native"] = "fields: [_id], initialSync: true",
            ["field_native"] = "fields: [k], initialSync: true",
            ["fields_native"] = "fields: [k, l], initialSync: true",
            ["id_ejson"] = "fields: [_id], initialSync: true, mode: ejson",
            ["field_ejson"] = "fields: [k], initialSync: true, mode: ejson",
            ["fields_ejson"] = "fields: [k, l], initialSync: true, mode: ejson",
        },
    });

    private int _number;

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    /// <summary>A value, its form in a Ditto id in native mode and in ejson mode; null: it has none.</summary>
    private static IEnumerable<object?[]> Values()
    {
        yield return ["\"text\"", "\"text\"", "\"text\""];
        yield return ["\"\"", "\"\"", "\"\""];
        yield return ["\"Grüße 😀 \\\" ' ` \\\\ / \\n \\u2028\"", "\"Grüße 😀 \\\" ' ` \\\\ / \\n \\u2028\"", "\"Grüße 😀 \\\" ' ` \\\\ / \\n \\u2028\""];
        yield return [$"\"{new string('é', 100)}\"", $"\"{new string('é', 100)}\"", $"\"{new string('é', 100)}\""];
        yield return ["""{"$numberInt":"7"}""", "7", """{"$numberInt":"7"}"""];
        yield return ["""{"$numberInt":"-2147483648"}""", "-2147483648", """{"$numberInt":"-2147483648"}"""];
        yield return ["""{"$numberLong":"9223372036854775807"}""", "9223372036854775807", """{"$numberLong":"9223372036854775807"}"""];
        yield return ["""{"$numberDouble":"12.0"}""", "12", """{"$numberDouble":"12.0"}"""];
        yield return ["""{"$numberDouble":"1.5"}""", null, """{"$numberDouble":"1.5"}"""];
        yield return ["true", "true", "true"];
        yield return [Oid, "\"5ca4bbcea2dd94ee58162a68\"", Oid];
        yield return ["""{"$date":{"$numberLong":"1700000000000"}}""", "\"2023-11-14T22:13:20.000Z\"", """{"$date":{"$numberLong":"1700000000000"}}"""];
        yield return ["""{"$numberDecimal":"12.50"}""", "\"12.50\"", """{"$numberDecimal":"12.50"}"""];
        yield return ["""{"$binary":{"base64":"ASNFZ4mrze8BI0VniavN7w==","subType":"04"}}""", null, """{"$binary":{"base64":"ASNFZ4mrze8BI0VniavN7w==","subType":"04"}}"""];
        yield return ["""{"$timestamp":{"t":1,"i":2}}""", null, """{"$timestamp":{"t":1,"i":2}}"""];
        yield return ["""{"a":1}""", null, null];
    }

    [Test]
    public async Task A_value_makes_the_id_of_its_mode_or_a_letter_that_names_it(
        [ValueSource(nameof(Values))] object?[] value, [Values("native", "ejson")] string mode, [Values("id", "field", "fields")] string mapping)
    {
        var pair = _scene[$"{mapping}_{mode}"];
        var (bson, part) = ((string)value[0]!, (string?)value[mode == "native" ? 1 : 2]);
        var mongoId = mapping == "id" ? bson : $"\"m{++_number}\"";
        var mapped = mapping switch { "id" => "", "field" => $"\"k\":{bson},", _ => $"\"k\":{bson},\"l\":\"x\"," };
        await pair.Mongo.InsertAsync($$"""{"_id":{{mongoId}},{{mapped}}"a":"1"}""");
        try
        {
            if (part is null) await RefusedAsync(pair, mongoId, mapping == "id" ? "_id" : "k");
            else await ThereAndBackAsync(pair, mongoId, mapping == "fields" ? $$"""{"k":{{part}},"l":"x"}""" : part);
        }
        finally
        {
            if (await pair.Mongo.FindAsync(mongoId) is not null) await pair.Mongo.DeleteAsync(mongoId);
        }
        await _scene.ParkedAsync();
    }

    private async Task RefusedAsync(CollectionPair pair, string mongoId, string field)
    {
        await _scene.ParkedAsync("UnsupportedIdentity");
        var letter = (await _scene.LetterDocumentsAsync()).Single();
        Assert.That(letter.GetProperty("message").GetString(), Does.StartWith($"The field '{field}' holds ").And.Contain("of which Ditto cannot make an _id. Use a string, an integer, a boolean or an ObjectId."));
        Assert.That(JsonText.Canonical(letter.GetProperty("mongoId").GetRawText()), Is.EqualTo(JsonText.Canonical(Documents.Canonical($$"""{"v":{{mongoId}}}""")[5..^1])));
        Assert.That(await pair.BigPeer.CountAsync(), Is.Zero);
    }

    private async Task ThereAndBackAsync(CollectionPair pair, string mongoId, string dittoId)
    {
        await _scene.UntilAsync("created", async () => await pair.BigPeer.FindAsync(dittoId) is { } found && found.Contains("\"a\":\"1\"", StringComparison.Ordinal) ? null : $"not there, but {string.Join(',', (await pair.BigPeer.AllAsync()).Keys)}");
        Assert.That(await pair.BigPeer.CountAsync(), Is.EqualTo(1));
        await pair.BigPeer.UpdateAsync(dittoId, "SET b = :v", "\"2\"");
        await _scene.UntilAsync("changed in MongoDB", async () => (await pair.Mongo.FindAsync(mongoId))?.Contains("\"b\":\"2\"", StringComparison.Ordinal) == true ? null : "not yet");
        await pair.Mongo.UpdateAsync(mongoId, """{"$set":{"a":"3"}}""");
        await _scene.UntilAsync("changed at the Big Peer", async () => (await pair.BigPeer.FindAsync(dittoId))?.Contains("\"a\":\"3\"", StringComparison.Ordinal) == true ? null : "not yet");
        Assert.That(await pair.Mongo.CountAsync(), Is.EqualTo(1), "no second document was made");
        await pair.BigPeer.DeleteAsync(dittoId);
        await _scene.UntilAsync("deleted in MongoDB", async () => await pair.Mongo.FindAsync(mongoId));
    }
}
