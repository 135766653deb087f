using System.Collections.Concurrent;
using MongoC.Bson;

namespace MongoC.Tests.Client;

public sealed class ChangeStreamTests
{
    private static readonly MongoClientOptions Impatient = new() { CloseTimeout = TimeSpan.FromMilliseconds(50) };

    [Test]
    public async Task Each_answer_is_a_batch_with_the_post_batch_token_and_nothing_waits_for_the_next()
    {
        var answers = new Queue<byte[]>([
            Batch("firstBatch", 9, [], "t0"),
            Batch("nextBatch", 9, ["e1", "e2"], "t2"),
            Batch("nextBatch", 9, [], "t3"),
            Batch("nextBatch", 9, [], "t3"),
            Batch("nextBatch", 9, ["e4"], "e4"),
        ]);
        await using var server = new ScriptedServer(_ => answers.TryDequeue(out var answer) ? Task.FromResult<byte[]?>(answer) : ScriptedServer.Silence);
        await using var client = MongoClient.Open(server.Uri, Impatient);
        List<string> seen = [];

        await foreach (var batch in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions()))
        {
            seen.Add($"{string.Join(',', batch.Events.Select(Token))}|{TokenText(batch.ResumeToken)}");
            if (seen.Count == 5) break;
        }

        Assert.That(seen, Is.EqualTo(new[] { "|t0", "e1,e2|t2", "|t3", "|t3", "e4|e4" }));
    }

    [Test]
    public async Task The_last_event_is_the_position_where_the_server_gives_no_post_batch_token()
    {
        var answers = new Queue<byte[]>([Batch("firstBatch", 9, [], null), Batch("nextBatch", 9, ["e1", "e2"], null)]);
        await using var server = new ScriptedServer(_ => answers.TryDequeue(out var answer) ? Task.FromResult<byte[]?>(answer) : ScriptedServer.Silence);
        await using var client = MongoClient.Open(server.Uri, Impatient);
        List<ReadOnlyMemory<byte>> tokens = [];

        await foreach (var batch in client.WatchCollectionAsync("db", "things", default, new ChangeStreamOptions()))
        {
            tokens.Add(batch.ResumeToken);
            if (tokens.Count == 2) break;
        }

        Assert.That(tokens[0].IsEmpty, Is.True);
        Assert.That(TokenText(tokens[1]), Is.EqualTo("e2"));
    }

    [Test]
    public async Task Pipeline_start_and_wait_reach_the_server()
    {
        var commands = new ConcurrentQueue<ScriptedCommand>();
        await using var server = new ScriptedServer(command =>
        {
            commands.Enqueue(command);
            return Task.FromResult<byte[]?>(command.Name == "aggregate" ? Batch("firstBatch", 9, [], "t0") : Batch("nextBatch", 9, [], "t0"));
        });
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var options = new ChangeStreamOptions
        {
            StartAfter = Documents.Json("""{"_data": "abc"}"""),
            FullDocument = FullDocumentMode.UpdateLookup,
            MaxAwaitTime = TimeSpan.FromMilliseconds(321),
            BatchSize = 17,
        };
        var count = 0;

        await foreach (var _ in client.WatchDatabaseAsync("db", Documents.Json("""{"0": {"$match": {"x": 1}}}"""), options))
        {
            if (++count == 2) break;
        }

        var aggregate = Documents.Text(commands.First().Body);
        Assert.That(aggregate, Does.StartWith("""{ "aggregate" : 1"""));
        Assert.That(aggregate, Does.Contain("""[ { "$changeStream" : { "fullDocument" : "updateLookup", "startAfter" : { "_data" : "abc" } } }, { "$match" : { "x" : 1 } } ]"""));
        Assert.That(aggregate, Does.Contain("\"batchSize\" : 17"));
        var getMore = commands.ElementAt(1);
        Assert.That((getMore.Name, Documents.Number(getMore.Body, "maxTimeMS")), Is.EqualTo(("getMore", 321)));
    }

    [Test]
    public async Task A_lost_cursor_is_resumed_after_the_last_position()
    {
        var commands = new ConcurrentQueue<ScriptedCommand>();
        var answers = new Queue<byte[]>([
            Batch("firstBatch", 9, [], "t0"),
            Batch("nextBatch", 9, ["e1"], "t1"),
            ScriptedServer.Error(43, "CursorNotFound", "gone", "ResumableChangeStreamError"),
            Batch("firstBatch", 10, ["e2"], "t2"),
        ]);
        await using var server = new ScriptedServer(command =>
        {
            commands.Enqueue(command);
            return answers.TryDequeue(out var answer) ? Task.FromResult<byte[]?>(answer) : ScriptedServer.Silence;
        });
        await using var client = MongoClient.Open(server.Uri, Impatient);
        List<string> seen = [];

        await foreach (var batch in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions()))
        {
            seen.Add(TokenText(batch.ResumeToken));
            if (seen.Count == 3) break;
        }

        Assert.That(seen, Is.EqualTo(new[] { "t0", "t1", "t2" }));
        Assert.That(Documents.Text(commands.Last(c => c.Name == "aggregate").Body), Does.Contain("""{ "_data" : "t1" }"""));
    }

    [Test]
    public async Task The_stream_ends_when_the_server_closes_it()
    {
        var answers = new Queue<byte[]>([Batch("firstBatch", 9, [], "t0"), Batch("nextBatch", 0, ["invalidate"], "invalidate")]);
        await using var server = new ScriptedServer(_ => answers.Dequeue());
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var batches = 0;

        await foreach (var _ in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions())) batches++;

        Assert.That(batches, Is.EqualTo(2));
    }

    [TestCase(286, "ChangeStreamHistoryLost")]
    [TestCase(280, "ChangeStreamFatalError")]
    [TestCase(40573, "Location40573")]
    public async Task What_no_retry_can_mend_is_not_transient(int code, string name)
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(code, name, "no"));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var error = Assert.ThrowsAsync<MongoException>(async () =>
        {
            await foreach (var _ in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions()))
            {
                // nothing comes
            }
        });

        Assert.That((error!.Code, error.CodeName, error.Transient), Is.EqualTo((code, name, false)));
    }

    [Test]
    public async Task A_waiting_stream_is_cancelled_within_a_second()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(command =>
        {
            if (command.Name == "aggregate") return Task.FromResult<byte[]?>(Batch("firstBatch", 9, [], "t0"));
            waiting.TrySetResult();
            return ScriptedServer.Silence;
        });
        await using var client = MongoClient.Open(server.Uri, Impatient);
        using var cancel = new CancellationTokenSource();

        var reading = Task.Run(async () =>
        {
            await foreach (var _ in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions(), cancel.Token))
            {
                // goes on until cancelled
            }
        });
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(5));
        await cancel.CancelAsync();

        Assert.That(async () => await reading.WaitAsync(TimeSpan.FromSeconds(1)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok());
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var options = new ChangeStreamOptions { ResumeAfter = Documents.Empty, StartAtOperationTime = new BsonTimestamp(1, 1) };

        Assert.That(async () => await client.WatchDatabaseAsync("db", default, options).GetAsyncEnumerator().MoveNextAsync(), Throws.ArgumentException.With.Message.Contains("exclude each other"));
        Assert.That(() => client.Pool.FreePlaces, Is.EqualTo(client.MaxPoolSize).After(5000, 5));
    }

    private static string Token(ReadOnlyMemory<byte> change) => BsonReader.TryFind(change.Span, "_id", out var id) ? TokenText(id.Value.ToArray()) : "";

    private static string TokenText(ReadOnlyMemory<byte> token) => BsonReader.TryFind(token.Span, "_data", out var data) ? data.AsString() : "";

    private static byte[] Batch(string name, long cursor, string[] events, string? token) => ScriptedServer.Ok(writer =>
    {
        writer.StartDocument("cursor");
        writer.StartArray(name);
        foreach (var change in events)
        {
            writer.StartDocument("");
            WriteToken(writer, "_id", change);
            writer.End();
        }
        writer.End();
        writer.Int64("id", cursor);
        writer.String("ns", "db.$cmd.aggregate");
        if (token is not null) WriteToken(writer, "postBatchResumeToken", token);
        writer.End();
    });

    private static void WriteToken(BsonWriter writer, string name, string token)
    {
        writer.StartDocument(name);
        writer.String("_data", token);
        writer.End();
    }
}
