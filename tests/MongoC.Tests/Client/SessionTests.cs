using System.Collections.Concurrent;
using MongoC.Bson;

namespace MongoC.Tests.Client;

public sealed class SessionTests
{
    private readonly ConcurrentQueue<ScriptedCommand> _commands = [];

    [TearDown]
    public void Forget() => _commands.Clear();

    [Test]
    public async Task Commands_of_a_session_carry_its_id_and_read_after_its_own_writes()
    {
        await using var server = Server();
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using var session = await client.StartSessionAsync();

        await client.BulkWriteAsync("db", "things", new BulkWrite().Insert(Documents.Json("""{"_id": 1}""")), ordered: true, session);
        await Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, default, session));

        Assert.That(await session.GetOperationTimeAsync(), Is.EqualTo(new BsonTimestamp(77, 3)));
        var ids = _commands.Select(c => Field(c, "lsid")).Distinct(StringComparer.Ordinal);
        Assert.That(ids.Count(), Is.EqualTo(1));
        Assert.That(Field(_commands.Last(), "readConcern"), Does.Contain("afterClusterTime"));
    }

    [Test]
    public async Task A_transaction_is_started_by_its_first_command_and_committed()
    {
        await using var server = Server();
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using var session = await client.StartSessionAsync(new MongoSessionOptions { CausalConsistency = false });

        await session.StartTransactionAsync();
        await client.BulkWriteAsync("db", "things", new BulkWrite().Insert(Documents.Json("""{"_id": 1}""")), ordered: true, session);
        await client.RunCommandAsync("db", Documents.Json("""{"find": "things"}"""), session);
        await session.CommitTransactionAsync();

        Assert.That(_commands.Select(c => c.Name), Is.EqualTo(new[] { "insert", "find", "commitTransaction" }));
        Assert.That(_commands.Select(c => c.Has("startTransaction")), Is.EqualTo(new[] { true, false, false }));
        Assert.That(_commands.Select(c => Documents.Number(c.Body, "txnNumber")).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_transaction_left_open_is_aborted_with_its_session()
    {
        await using var server = Server();
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using (var session = await client.StartSessionAsync())
        {
            await session.StartTransactionAsync();
            await client.RunCommandAsync("db", Documents.Json("""{"find": "things"}"""), session);
        }

        Assert.That(_commands.Select(c => c.Name), Is.EqualTo(new[] { "find", "abortTransaction" }));
        Assert.That(() => client.Pool.FreePlaces, Is.EqualTo(client.MaxPoolSize).After(5000, 5));
    }

    [Test]
    public async Task A_transaction_error_carries_its_label()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(251, "NoSuchTransaction", "gone", "TransientTransactionError"));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using var session = await client.StartSessionAsync();
        await session.StartTransactionAsync();

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Documents.Json("""{"find": "things"}"""), session));

        Assert.That(error!.Labels, Does.Contain("TransientTransactionError"));
        Assert.That(error.Transient, Is.True);
        await session.AbortTransactionAsync();
        Assert.That(() => session.CommitTransactionAsync(), Throws.InstanceOf<MongoException>());
    }

    [Test]
    public async Task A_session_of_another_client_is_refused()
    {
        await using var server = Server();
        await using var one = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using var other = MongoClient.Open(server.Uri, new MongoClientOptions());
        await using var session = await one.StartSessionAsync();

        Assert.That(async () => await other.RunCommandAsync("db", Documents.Json("""{"ping": 1}"""), session), Throws.ArgumentException);
    }

    private ScriptedServer Server() => new(command =>
    {
        _commands.Enqueue(command);
        return command.Name == "find"
            ? ScriptedServer.Batch("firstBatch", 0, [])
            : ScriptedServer.Ok(w =>
            {
                w.Int32("n", 1);
                w.Timestamp("operationTime", new BsonTimestamp(77, 3));
            });
    });

    private static string Field(ScriptedCommand command, string name) =>
        BsonReader.TryFind(command.Body, name, out var element) ? Documents.Text(element.Value.ToArray()) : "";
}
