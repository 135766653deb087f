using System.Text.Json;
using System.Text.Json.Nodes;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Status;

internal sealed class StatusSchemaTests
{
    private static readonly JsonNode SchemaText = JsonNode.Parse(File.ReadAllText(RepositoryFile("docs/status.schema.json")))!;

    [Test]
    public void the_status_of_a_new_bridge_is_as_the_schema_says() => Assert.That(Errors(new StatusFixture()), Is.Empty);

    [Test]
    public void the_status_of_a_bridge_with_all_that_can_be_set_is_as_the_schema_says()
    {
        var fixture = Full();
        Assert.That(Errors(fixture), Is.Empty);

        var status = Json(fixture);
        Assert.That(status["name"]!.GetValue<string>(), Is.EqualTo("shop"));
        Assert.That(status["database"]!.GetValue<string>(), Is.EqualTo("retail"));
        Assert.That(status["collections"]!.ToJsonString(), Is.EqualTo(
            """[{"name":"orders","documents":1200,"lag":{"mongodbToBigPeerSeconds":2.5,"bigPeerToMongodbSeconds":0},"deadLetters":4,"snapshot":{"documents":3,"expected":null,"done":true,"documentsPerSecond":null,"secondsLeft":null},"bigPeerRead":true,"blockedDeletes":120,"massDeletes":[{"side":"bigPeer","id":"3fa9c1","since":"2026-01-01T00:00:00\u002B00:00","count":120,"releasing":false}],"lastError":{"at":"2026-01-01T00:00:00\u002B00:00","message":"Refused: no"},"sweep":{"running":true,"documents":40,"expected":100},"fieldsNotCarried":{"paths":[{"path":"a.b","type":"binData","count":1}],"otherPaths":0}},"""
            + """{"name":"stores","documents":null,"lag":{"mongodbToBigPeerSeconds":0,"bigPeerToMongodbSeconds":0},"deadLetters":0,"snapshot":{"documents":30,"expected":90,"done":false,"documentsPerSecond":15,"secondsLeft":4},"bigPeerRead":true,"blockedDeletes":0,"massDeletes":[],"lastError":null,"sweep":{"running":false,"documents":0,"expected":0},"fieldsNotCarried":{"paths":[],"otherPaths":0}}]"""));
        Assert.That(status["queue"]!.ToJsonString(), Is.EqualTo("""{"keys":7,"capacity":20000,"lanes":{"mongo":5,"bigpeer":2}}"""));
        Assert.That(status["oplog"]!.ToJsonString(), Is.EqualTo("""{"oldestEntryAt":"2025-12-31T23:00:00\u002B00:00","positionAt":"2026-01-01T00:00:00\u002B00:00","windowSeconds":3600,"rolling":false,"unreadable":null}"""));
        Assert.That(status["history"]!.ToJsonString(), Is.EqualTo("""{"lost":true,"reason":"OplogRolledOver","since":"2026-01-01T00:00:00\u002B00:00","positionAt":"2026-01-01T00:00:00\u002B00:00","losses":1,"recoveredAt":null}"""));
        Assert.That(JsonSerializer.Serialize(fixture.Report, StatusJson.Readable.StatusReport), Does.Contain(
            """
            "stream":{"open":true,"lastAdvancedAt":"2026-01-01T00:00:00+00:00","lastEventTime":"2026-01-01T00:00:00+00:00","hintedUpTo":"2026-01-01T00:00:00+00:00","reopens":0,"wedgedInARow":0}
            """));
        Assert.That(status["deadLetters"]!["DuplicateIdentity"]!.GetValue<long>(), Is.EqualTo(4));
        Assert.That(status["conditions"]!.AsArray().Select(c => c!["type"]!.GetValue<string>()), Is.Unique);
    }

    [Test]
    public void the_status_holds_no_secret() => Assert.That(Json(Full()).ToJsonString(), Does.Not.Contain("k3y-of-the-shop"));

    [Test]
    public void every_member_is_described()
    {
        var missing = new List<string>();
        Look(SchemaText, "$", missing);
        Assert.That(missing, Is.Empty);
        Assert.That(SchemaText["description"]!.GetValue<string>(), Does.Contain("never renamed"));

        static void Look(JsonNode? node, string path, List<string> missing)
        {
            if (node is JsonArray array) foreach (var item in array) Look(item, path, missing);
            if (node is not JsonObject schema) return;
            if (schema["properties"] is JsonObject properties)
            {
                foreach (var (name, property) in properties)
                    if (string.IsNullOrWhiteSpace(property?["description"]?.GetValue<string>())) missing.Add($"{path}.{name}");
            }
            foreach (var (name, inner) in schema) Look(inner, $"{path}.{name}", missing);
        }
    }

    // A validator that finds nothing proves nothing.
    [TestCase("name", "7")]
    [TestCase("lagSeconds", "-1")]
    [TestCase("openIntents", "1.5")]
    [TestCase("checkpointAgeSeconds", "\"old\"")]
    [TestCase("sides", """[{"side":"kafka","connected":true,"lastSuccessAt":null,"lastError":null,"lastErrorAt":null,"failures":0}]""")]
    [TestCase("stream", """{"open":true,"lastAdvancedAt":"yesterday","lastEventTime":null,"hintedUpTo":"2026-01-01T00:00:00Z","reopens":0,"wedgedInARow":0}""")]
    [TestCase("deadLetters", "{}")]
    [TestCase("deadLettersFull", "1")]
    [TestCase("queue", """{"keys":1,"capacity":2,"lanes":{"mongo":"one"}}""")]
    [TestCase("unknown", "1")]
    public void the_schema_refuses_what_is_not_a_status(string member, string value)
    {
        var status = Json(Full());
        status[member] = JsonNode.Parse(value);
        Assert.That(new JsonSchema(SchemaText).Validate(status), Is.Not.Empty);
    }

    [Test]
    public void the_schema_misses_every_member_that_is_taken_away()
    {
        foreach (var member in Json(Full()).AsObject().Select(m => m.Key).ToList())
        {
            var status = Json(Full()).AsObject();
            status.Remove(member);
            Assert.That(new JsonSchema(SchemaText).Validate(status), Is.EqualTo(new[] { $"$.{member} is missing" }));
        }
    }

    public static IReadOnlyList<string> Validate(string json) => new JsonSchema(SchemaText).Validate(JsonNode.Parse(json));

    private static StatusFixture Full()
    {
        var fixture = new StatusFixture(startedSecondsAgo: 2);
        fixture.Status.SnapshotStarted(StatusFixture.Stores, documents: 0, expected: 90);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        fixture.MakeReady();
        fixture.Status.SnapshotProgress(StatusFixture.Stores, 30, done: false);
        fixture.Status.Loops.Register("mongo-stream", TimeSpan.FromSeconds(30));
        fixture.Status.StreamAdvanced(fixture.Time.GetUtcNow());
        fixture.Status.SideFailed(Side.Mongo, new SideException(Side.Mongo, SideFailure.HistoryLost, "the \"position\" is no longer kept"));
        fixture.Status.CheckpointSaved();
        var notCarried = new NotCarriedPaths();
        notCarried.Add(new FieldPath("a", "b"), BsonType.Binary);
        fixture.Status.FieldsNotCarried(StatusFixture.Orders, notCarried);
        fixture.Status.MassDeleteBlocked(StatusFixture.Orders, new MassDeleteReport("bigPeer", "3fa9c1", fixture.Time.GetUtcNow(), 120, Releasing: false));
        (fixture.Lanes["mongo"], fixture.Lanes["bigpeer"]) = (5, 2);
        fixture.Letters[DeadLetterReason.DuplicateIdentity] = 4;
        fixture.Outstanding(2.5);
        fixture.OpenIntents = 3;
        fixture.Entries[StatusFixture.Orders] = 1200;
        fixture.SavedPosition = fixture.Time.GetUtcNow();
        fixture.Status.OplogRead(fixture.Time.GetUtcNow() - TimeSpan.FromHours(1), whyNot: null);
        fixture.Status.History(h => h.Lose(new LostHistory(HistoryLossReason.OplogRolledOver, fixture.Time.GetUtcNow(), fixture.Time.GetUtcNow(), [StatusFixture.Orders])));
        fixture.Status.Sweep(StatusFixture.Orders, _ => new SweepReport(Running: true, 40, 100));
        fixture.Status.CollectionFailed(StatusFixture.Orders, "Refused: no");
        return fixture;
    }

    private static JsonNode Json(StatusFixture fixture) => JsonNode.Parse(JsonSerializer.Serialize(fixture.Report, StatusJson.Readable.StatusReport))!;

    private static IReadOnlyList<string> Errors(StatusFixture fixture) => new JsonSchema(SchemaText).Validate(Json(fixture));

    private static string RepositoryFile(string path)
    {
        for (var folder = TestContext.CurrentContext.TestDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Operator.sln"))) return Path.Combine(folder, path);
        throw new InvalidOperationException("The tests do not run below the folder of Operator.sln.");
    }
}
