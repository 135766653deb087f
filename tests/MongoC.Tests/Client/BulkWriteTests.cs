using System.Collections.Concurrent;
using MongoC.Bson;
using MongoC.Writes;

namespace MongoC.Tests.Client;

public sealed class BulkWriteTests
{
    private static byte[] Id(int id) => Documents.Json($$"""{"_id": {{id}}}""");

    private static byte[] Set(int value) => Documents.Json($$$"""{"$set": {"v": {{{value}}}}}""");

    [Test]
    public async Task Errors_of_single_operations_are_returned_with_their_place_in_the_bulk()
    {
        await using var server = new ScriptedServer(command => command.Name switch
        {
            "insert" => ScriptedServer.Ok(w =>
            {
                w.Int32("n", 1);
                w.Raw("writeErrors", BsonType.Array, Documents.Json("""{"0": {"index": 1, "code": 11000, "errmsg": "E11000 duplicate key", "keyPattern": {"_id": 1}, "keyValue": {"_id": 1}}}"""));
            }),
            "update" => ScriptedServer.Ok(w =>
            {
                w.Int32("n", 2);
                w.Int32("nModified", 1);
                w.Raw("upserted", BsonType.Array, Documents.Json("""{"0": {"index": 1, "_id": 5}}"""));
            }),
            "delete" => ScriptedServer.Ok(w => w.Int32("n", 3)),
            _ => ScriptedServer.Error(59, "CommandNotFound"),
        });
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var bulk = new BulkWrite()
            .DeleteMany(Id(9))
            .UpdateOne(Id(4), Set(1))
            .Insert(Id(1))
            .UpdateOne(Id(5), Set(1), upsert: true)
            .Insert(Id(1));

        var result = await client.BulkWriteAsync("db", "things", bulk, ordered: false);

        Assert.Multiple(() =>
        {
            Assert.That((result.Inserted, result.Matched, result.Modified, result.Upserted, result.Deleted), Is.EqualTo((1L, 1L, 1L, 1L, 3L)));
            Assert.That(result.UpsertedIndexes, Is.EqualTo(new[] { 3 }));
            Assert.That(result.WriteErrors.Select(e => (e.Index, e.Code, e.Message, e.Transient)), Is.EqualTo(new[] { (4, 11000, "E11000 duplicate key", false) }));
            Assert.That(Documents.Text(result.WriteErrors[0].Details), Does.Contain("\"keyValue\" : { \"_id\" : 1 }"));
            Assert.That(result.HasErrors, Is.True);
        });
    }

    [Test]
    public async Task An_ordered_bulk_keeps_its_order_and_stops_at_the_first_error()
    {
        await using var server = new ScriptedServer(command => command.Name == "update"
            ? ScriptedServer.Ok(w =>
            {
                w.Int32("n", 0);
                w.Raw("writeErrors", BsonType.Array, Documents.Json("""{"0": {"index": 0, "code": 121, "errmsg": "Document failed validation"}}"""));
            })
            : ScriptedServer.Ok(w => w.Int32("n", 1)));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var bulk = new BulkWrite().Insert(Id(1)).DeleteOne(Id(1)).UpdateOne(Id(2), Set(1)).Insert(Id(3));

        var result = await client.BulkWriteAsync("db", "things", bulk, ordered: true);

        Assert.That(server.Commands, Is.EqualTo(new[] { "insert", "delete", "update" }));
        Assert.That(result.WriteErrors.Single().Index, Is.EqualTo(2));
    }

    [Test]
    public async Task A_command_that_fails_as_a_whole_throws_though_others_had_errors_of_their_own()
    {
        await using var server = new ScriptedServer(command => command.Name == "insert"
            ? ScriptedServer.Ok(w =>
            {
                w.Int32("n", 0);
                w.Raw("writeErrors", BsonType.Array, Documents.Json("""{"0": {"index": 0, "code": 11000, "errmsg": "E11000"}}"""));
            })
            : ScriptedServer.Error(13, "Unauthorized", "not authorized"));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var bulk = new BulkWrite().Insert(Id(1)).UpdateMany(Id(2), Set(1));

        var error = Assert.ThrowsAsync<MongoException>(() => client.BulkWriteAsync("db", "things", bulk, ordered: false));

        Assert.That((error!.Kind, error.Code, error.Transient), Is.EqualTo((MongoErrorKind.Unauthorized, 13, false)));
    }

    [Test]
    public async Task A_write_that_loses_its_connection_is_retried_once_and_not_reported()
    {
        var attempts = 0;
        await using var server = new ScriptedServer(_ => ++attempts == 1 ? null : ScriptedServer.Ok(w => w.Int32("n", 1)));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var result = await client.BulkWriteAsync("db", "things", new BulkWrite().Insert(Id(1)), ordered: false);

        Assert.That((attempts, result.Inserted, result.HasErrors), Is.EqualTo((2, 1L, false)));
    }

    [Test]
    public async Task A_connection_that_stays_broken_throws_a_transient_error()
    {
        await using var server = new ScriptedServer(_ => (byte[]?)null);
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var error = Assert.ThrowsAsync<MongoException>(() => client.BulkWriteAsync("db", "things", new BulkWrite().Insert(Id(1)), ordered: false));

        Assert.That((error!.Kind, error.Transient), Is.EqualTo((MongoErrorKind.Network, true)));
    }

    [Test]
    public async Task Write_concern_errors_are_returned()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok(w =>
        {
            w.Int32("n", 1);
            w.Document("writeConcernError", Documents.Json("""{"code": 64, "errmsg": "timed out"}"""));
        }));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var result = await client.BulkWriteAsync("db", "things", new BulkWrite().Insert(Id(1)), ordered: false);

        Assert.That(result.Inserted, Is.EqualTo(1));
        Assert.That(result.WriteConcernErrors.Select(e => (e.Code, e.Message, e.Transient)), Is.EqualTo(new[] { (64, "timed out", true) }));
    }

    [Test]
    public async Task Operations_go_over_the_wire_as_they_were_given()
    {
        var commands = new ConcurrentQueue<ScriptedCommand>();
        await using var server = new ScriptedServer(command =>
        {
            commands.Enqueue(command);
            return ScriptedServer.Ok(w => w.Int32("n", 1));
        });
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var bulk = new BulkWrite()
            .Insert(Documents.Json("""{"_id": 1, "": 2, "a.b": 3}"""))
            .UpdateOne(Id(2), Documents.Json("""{"0": {"$set": {"v": 1}}}"""))
            .UpdateOne(Id(3), Set(1), arrayFilters: Documents.Json("""{"0": {"x": 1}}"""))
            .ReplaceOne(Id(4), Documents.Json("""{"w": 1}"""), upsert: true)
            .DeleteOne(Id(5))
            .DeleteMany(Id(6));

        await client.BulkWriteAsync("db", "things", bulk, ordered: true);

        Assert.That(commands.SelectMany(c => c.Payload).Select(d => Documents.Text(d)), Is.EqualTo(new[]
        {
            """{ "_id" : 1, "" : 2, "a.b" : 3 }""",
            """{ "q" : { "_id" : 2 }, "u" : [ { "$set" : { "v" : 1 } } ], "upsert" : false, "multi" : false }""",
            """{ "q" : { "_id" : 3 }, "u" : { "$set" : { "v" : 1 } }, "upsert" : false, "multi" : false, "arrayFilters" : [ { "x" : 1 } ] }""",
            """{ "q" : { "_id" : 4 }, "u" : { "w" : 1 }, "upsert" : true, "multi" : false }""",
            """{ "q" : { "_id" : 5 }, "limit" : 1 }""",
            """{ "q" : { "_id" : 6 }, "limit" : 0 }""",
        }));
    }

    [Test]
    public void Updates_and_replacements_are_not_mixed_up()
    {
        Assert.That(() => new BulkWrite().UpdateOne(Id(1), Id(2)), Throws.ArgumentException);
        Assert.That(() => new BulkWrite().UpdateMany(Id(1), Documents.Empty), Throws.ArgumentException);
        Assert.That(() => new BulkWrite().ReplaceOne(Id(1), Set(1)), Throws.ArgumentException);
    }

    [Test]
    public void A_run_of_one_command_never_exceeds_what_every_server_takes()
    {
        var bulk = new BulkWrite();
        for (var i = 0; i < 2500; i++) bulk.Insert(Id(i)).DeleteOne(Id(i));

        var unordered = BulkCommands.Cut(bulk.Operations, ordered: false).ToList();
        var ordered = BulkCommands.Cut(bulk.Operations, ordered: true).ToList();

        Assert.That(unordered.Select(run => run.Count), Is.EqualTo(new[] { 1000, 1000, 500, 1000, 1000, 500 }));
        Assert.That(ordered, Has.Count.EqualTo(5000).And.All.Count.EqualTo(1));
        Assert.That(unordered.SelectMany(run => run).Select(o => o.Index).Order(), Is.EqualTo(Enumerable.Range(0, 5000)));
    }

    [Test]
    public async Task An_empty_bulk_does_nothing()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(1, "InternalError"));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var result = await client.BulkWriteAsync("db", "things", new BulkWrite(), ordered: true);

        Assert.That((result.HasErrors, server.Commands.Count), Is.EqualTo((false, 0)));
    }
}
