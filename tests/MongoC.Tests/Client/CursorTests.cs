using System.Collections.Concurrent;

namespace MongoC.Tests.Client;

public sealed class CursorTests
{
    [Test]
    public async Task A_page_is_what_one_answer_of_the_server_holds()
    {
        var answers = new Queue<byte[]>([
            ScriptedServer.Batch("firstBatch", 7, [1, 2]),
            ScriptedServer.Batch("nextBatch", 7, [3, 4, 5]),
            ScriptedServer.Batch("nextBatch", 0, [6]),
        ]);
        await using var server = new ScriptedServer(_ => answers.Dequeue());
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var pages = await Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, Documents.Empty));

        Assert.That(pages.Select(page => page.Select(d => Documents.Int32(d, "_id"))), Is.EqualTo(new[] { new[] { 1, 2 }, [3, 4, 5], [6] }));
        Assert.That(server.Commands, Is.EqualTo(new[] { "find", "getMore", "getMore" }));
    }

    [Test]
    public async Task A_page_comes_before_the_next_one_is_asked_for()
    {
        await using var server = new ScriptedServer(command => command.Name == "find"
            ? Task.FromResult<byte[]?>(ScriptedServer.Batch("firstBatch", 7, [1, 2]))
            : ScriptedServer.Silence);
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });

        await foreach (var page in client.FindAsync("db", "things", Documents.Empty, Documents.Empty).ConfigureAwait(false))
        {
            Assert.That(page, Has.Count.EqualTo(2));
            break;
        }
        Assert.That(server.Commands, Is.EqualTo(new[] { "find" }));
    }

    [Test]
    public async Task Empty_batches_in_between_give_no_page()
    {
        var answers = new Queue<byte[]>([
            ScriptedServer.Batch("firstBatch", 7, []),
            ScriptedServer.Batch("nextBatch", 7, []),
            ScriptedServer.Batch("nextBatch", 7, [1]),
            ScriptedServer.Batch("nextBatch", 0, []),
        ]);
        await using var server = new ScriptedServer(_ => answers.Dequeue());
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var pages = await Documents.PagesAsync(client.AggregateAsync("db", "things", Documents.Json("""{"0": {"$match": {}}}"""), default));

        Assert.That(pages, Has.Count.EqualTo(1));
        Assert.That(pages[0].Select(d => Documents.Int32(d, "_id")), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task An_error_between_pages_throws_after_the_pages_before_it()
    {
        var answers = new Queue<byte[]>([ScriptedServer.Batch("firstBatch", 7, [1]), ScriptedServer.Error(43, "CursorNotFound", "cursor id 7 not found")]);
        await using var server = new ScriptedServer(_ => answers.Dequeue());
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var seen = 0;

        var error = Assert.ThrowsAsync<MongoException>(async () =>
        {
            await foreach (var page in client.FindAsync("db", "things", Documents.Empty, default)) seen += page.Count;
        });

        Assert.That((error!.Code, error.CodeName, error.Transient, seen), Is.EqualTo((43, "CursorNotFound", true, 1)));
    }

    [Test]
    public async Task The_options_reach_the_server()
    {
        var commands = new ConcurrentQueue<ScriptedCommand>();
        await using var server = new ScriptedServer(command =>
        {
            commands.Enqueue(command);
            return ScriptedServer.Batch("firstBatch", 0, []);
        });
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions());

        var options = """{"projection": {"a": 1}, "sort": {"_id": 1}, "limit": {"$numberLong": "5"}, "batchSize": 3, "min": {"_id": 4}, "hint": {"_id": 1}, "readConcern": {"level": "majority"}}""";
        await Documents.PagesAsync(client.FindAsync("db", "things", Documents.Json("""{"x": 1}"""), Documents.Json(options)));

        var text = Documents.Text(commands.Single().Body);
        foreach (var part in new[] { "\"filter\" : { \"x\" : 1 }", "\"projection\" : { \"a\" : 1 }", "\"limit\" : 5", "\"batchSize\" : 3", "\"min\" : { \"_id\" : 4 }", "\"hint\" : { \"_id\" : 1 }", "\"level\" : \"majority\"" })
            Assert.That(text, Does.Contain(part));
    }

    [Test]
    public async Task Cancelling_between_pages_ends_the_find_and_gives_the_client_back()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(command =>
        {
            if (command.Name == "find") return Task.FromResult<byte[]?>(ScriptedServer.Batch("firstBatch", 7, [1]));
            if (command.Name == "ping") return Task.FromResult<byte[]?>(ScriptedServer.Ok());
            asked.TrySetResult();
            return gate.Task;
        });
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions { MaxPoolSize = 1 });
        using var cancel = new CancellationTokenSource();

        var reading = Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, default, cancel.Token));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(5));
        await cancel.CancelAsync();

        Assert.That(async () => await reading.WaitAsync(TimeSpan.FromSeconds(1)), Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult(ScriptedServer.Batch("nextBatch", 7, [2]));
        await client.RunCommandAsync("db", Documents.Json("""{"ping": 1}""")).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_client_closes_with_a_find_left_open()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Batch("firstBatch", 7, [1]));
        var client = MongoClient.Open(server.Uri, new MongoClientOptions());
        var pages = client.FindAsync("db", "things", Documents.Empty, default).GetAsyncEnumerator();
        Assert.That(await pages.MoveNextAsync(), Is.True);

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2));

        Assert.That(async () => await pages.MoveNextAsync(), Throws.InstanceOf<ObjectDisposedException>());
    }
}
