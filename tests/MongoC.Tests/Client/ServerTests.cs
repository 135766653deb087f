using MongoC.Bson;
using MongoStandIn;
using TestKit;

namespace MongoC.Tests.Client;

/// <summary>The client against a server that keeps documents: what <c>MONGODB_URI</c> names, or the stand-in.</summary>
public sealed class ServerTests
{
    private MongoServer _server = null!;
    private MongoClient _client = null!;
    private string _database = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await MongoServer.StartAsync();
        _client = MongoClient.Open(_server.ConnectionString, new MongoClientOptions { AppName = "MongoC.Tests" });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SetUp]
    public void NewDatabase() => _database = MongoServer.NewDatabaseName();

    [TearDown]
    public Task DropDatabase() => _client.RunWriteCommandAsync(_database, Documents.Json("""{"dropDatabase": 1}"""));

    [Test]
    public async Task An_unknown_command_is_named_by_the_server()
    {
        await _client.RunCommandAsync(_database, Documents.Json("""{"ping": 1}"""));

        var error = Assert.ThrowsAsync<MongoException>(() => _client.RunCommandAsync(_database, Documents.Json("""{"noSuchCommand": 1}""")));

        Assert.That((error!.Kind, error.Code, error.CodeName, error.Transient), Is.EqualTo((MongoErrorKind.Server, 59, "CommandNotFound", false)));
    }

    [Test]
    public async Task Calls_are_told_with_what_they_sent_and_brought()
    {
        var calls = new System.Collections.Concurrent.ConcurrentQueue<MongoCall>();
        await using var client = MongoClient.Open(_server.ConnectionString, new MongoClientOptions { Called = calls.Enqueue });
        var document = Documents.Json("""{"_id": 1, "text": "0123456789"}""");

        await client.BulkWriteAsync(_database, "told", new BulkWrite().Insert(document), ordered: true);
        await foreach (var _ in client.FindAsync(_database, "told", Documents.Json("{}"), default)) { }
        await client.RunCommandAsync(_database, Documents.Json("""{"ping": 1}"""));
        Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync(_database, Documents.Json("""{"noSuchCommand": 1}""")));
        await foreach (var batch in client.WatchDatabaseAsync(_database, default, new ChangeStreamOptions())) break;

        Assert.That(calls.Select(c => c.Kind), Is.EqualTo(new[] { MongoCallKind.Write, MongoCallKind.Read, MongoCallKind.Read, MongoCallKind.Command, MongoCallKind.Command, MongoCallKind.Stream }));
        Assert.That(calls.Select(c => c.Succeeded), Is.EqualTo(new[] { true, true, true, true, false, true }));
        var all = calls.ToList();
        Assert.That((all[0].BytesSent, all[0].BytesReceived), Is.EqualTo((document.Length, 0)));
        Assert.That((all[1].BytesReceived, all[2].BytesReceived), Is.EqualTo((document.Length, 0)), "a page, and that there is no more");
        Assert.That(all[3].BytesReceived, Is.Positive);
        Assert.That(all[..4].Select(c => c.Took), Has.All.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_find_pages_through_a_collection()
    {
        await InsertAsync("things", 0, 250);

        var pages = await Documents.PagesAsync(_client.FindAsync(
            _database, "things", Documents.Json("""{"_id": {"$gte": 10}}"""), Documents.Json("""{"sort": {"_id": 1}, "batchSize": 100, "projection": {"_id": 1}}""")));

        Assert.That(pages.Select(p => p.Count), Is.EqualTo(new[] { 100, 100, 40 }));
        Assert.That(pages.SelectMany(p => p).Select(d => Documents.Int32(d, "_id")), Is.EqualTo(Enumerable.Range(10, 240)));
    }

    [Test]
    public async Task An_aggregation_gives_its_documents()
    {
        await InsertAsync("things", 0, 10);

        var pages = await Documents.PagesAsync(_client.AggregateAsync(
            _database, "things", Documents.Json("""{"0": {"$match": {"_id": {"$lt": 4}}}, "1": {"$group": {"_id": null, "sum": {"$sum": "$_id"}}}}"""), default));

        Assert.That(pages.SelectMany(p => p).Select(d => Documents.Number(d, "sum")), Is.EqualTo(new[] { 6 }));
    }

    [Test]
    public async Task A_bulk_applies_what_it_can_and_tells_what_it_could_not()
    {
        await InsertAsync("things", 0, 3);
        var bulk = new BulkWrite()
            .Insert(Documents.Json("""{"_id": 1}"""))
            .Insert(Documents.Json("""{"_id": 7}"""))
            .UpdateOne(Documents.Json("""{"_id": 2}"""), Documents.Json("""{"$set": {"a": 1}}"""))
            .UpdateOne(Documents.Json("""{"_id": 8}"""), Documents.Json("""{"$set": {"a": 1}}"""), upsert: true)
            .UpdateOne(Documents.Json("""{"_id": 99}"""), Documents.Json("""{"$set": {"a": 1}}"""))
            .ReplaceOne(Documents.Json("""{"_id": 0}"""), Documents.Json("""{"b": 1}"""))
            .DeleteOne(Documents.Json("""{"_id": 1}"""));

        var result = await _client.BulkWriteAsync(_database, "things", bulk, ordered: false);

        Assert.Multiple(() =>
        {
            Assert.That((result.Inserted, result.Matched, result.Modified, result.Upserted, result.Deleted), Is.EqualTo((1L, 2L, 2L, 1L, 1L)));
            Assert.That(result.UpsertedIndexes, Is.EqualTo(new[] { 3 }));
            Assert.That(result.WriteErrors.Select(e => (e.Index, e.Code, e.Transient)), Is.EqualTo(new[] { (0, 11000, false) }));
            Assert.That(Documents.Text(result.WriteErrors[0].Details), Does.Contain("keyValue"));
        });
    }

    [Test]
    public async Task A_change_stream_gives_events_positions_and_ticks()
    {
        await InsertAsync("things", 0, 1);
        await using var stream = _client.WatchDatabaseAsync(_database, default, new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(100) }).GetAsyncEnumerator();

        Assert.That(await stream.MoveNextAsync(), Is.True);
        Assert.That(stream.Current.Events, Is.Empty);
        Assert.That(stream.Current.ResumeToken.IsEmpty, Is.False);
        Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5)), Is.True, "a tick without changes");
        await InsertAsync("things", 1, 2);

        Assert.That(await ReadAsync(stream, 2), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_change_stream_resumes_after_a_position_without_gap_or_repetition()
    {
        await InsertAsync("things", 0, 1);
        ReadOnlyMemory<byte> start;
        await using (var first = _client.WatchCollectionAsync(_database, "things", default, new ChangeStreamOptions()).GetAsyncEnumerator())
        {
            await first.MoveNextAsync();
            start = first.Current.ResumeToken;
        }
        await InsertAsync("things", 1, 5);

        ReadOnlyMemory<byte> middle;
        await using (var second = _client.WatchCollectionAsync(_database, "things", default, new ChangeStreamOptions { ResumeAfter = start, BatchSize = 2 }).GetAsyncEnumerator())
        {
            Assert.That(await ReadAsync(second, 2), Is.EqualTo(new[] { 1, 2 }));
            middle = second.Current.ResumeToken;
        }
        await using var third = _client.WatchCollectionAsync(_database, "things", default, new ChangeStreamOptions { StartAfter = middle }).GetAsyncEnumerator();

        Assert.That(await ReadAsync(third, 3), Is.EqualTo(new[] { 3, 4, 5 }));
    }

    [Test]
    public async Task The_position_moves_while_only_other_databases_change()
    {
        await InsertAsync("things", 0, 1);
        var other = MongoServer.NewDatabaseName();
        await using var stream = _client.WatchDatabaseAsync(_database, default, new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMilliseconds(50) }).GetAsyncEnumerator();
        await stream.MoveNextAsync();
        var before = stream.Current.ResumeToken.ToArray();

        await _client.BulkWriteAsync(other, "things", new BulkWrite().Insert(Documents.Json("""{"_id": 1}""")), ordered: true);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        do
        {
            Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(deadline.Token), Is.True);
            Assert.That(stream.Current.Events, Is.Empty);
        }
        while (stream.Current.ResumeToken.Span.SequenceEqual(before));
        await _client.RunWriteCommandAsync(other, Documents.Json("""{"dropDatabase": 1}"""));
    }

    [Test]
    public async Task A_stream_that_waits_is_cancelled_within_a_second()
    {
        await InsertAsync("things", 0, 1);
        using var cancel = new CancellationTokenSource();
        await using var stream = _client.WatchDatabaseAsync(_database, default, new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromSeconds(3) }, cancel.Token).GetAsyncEnumerator();
        await stream.MoveNextAsync();
        var waiting = stream.MoveNextAsync().AsTask();

        await cancel.CancelAsync();

        Assert.That(async () => await waiting.WaitAsync(TimeSpan.FromSeconds(1)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_session_reads_its_own_writes()
    {
        await using var session = await _client.StartSessionAsync();
        await _client.BulkWriteAsync(_database, "things", new BulkWrite().Insert(Documents.Json("""{"_id": 5}""")), ordered: true, session);

        var pages = await Documents.PagesAsync(_client.FindAsync(_database, "things", Documents.Empty, default, session));

        Assert.That(pages.SelectMany(p => p).Select(d => Documents.Int32(d, "_id")), Is.EqualTo(new[] { 5 }));
        Assert.That(await session.GetOperationTimeAsync(), Is.Not.Null);
    }

    [Test]
    public async Task Every_byte_of_a_document_comes_back()
    {
        var document = Documents.Json("""
            {"_id": {"$oid": "0123456789abcdef01234567"}, "d": {"$numberDouble": "-0.0"}, "nan": {"$numberDouble": "NaN"}, "dec": {"$numberDecimal": "1.0E+3"},
             "date": {"$date": {"$numberLong": "-1"}}, "bin": {"$binary": {"base64": "AAEC", "subType": "80"}}, "o": {"x": [null, {"$minKey": 1}]}, "ts": {"$timestamp": {"t": 4, "i": 2}}}
            """);
        await _client.BulkWriteAsync(_database, "things", new BulkWrite().Insert(document), ordered: true);

        var pages = await Documents.PagesAsync(_client.FindAsync(_database, "things", Documents.Empty, default));

        Assert.That(pages.Single().Single().ToArray(), Is.EqualTo(document));
    }

    [TestCase("right", true)]
    [TestCase("wrongWord", false)]
    public async Task A_login_with_a_password_works_or_is_refused_without_repeating_it(string password, bool accepted)
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { User = "alice", Password = "right" });
        var uri = server.ConnectionString.Replace("//", $"//alice:{password}@", StringComparison.Ordinal);
        await using var client = MongoClient.Open(uri + "&authSource=admin", new MongoClientOptions());

        var find = Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, default));

        if (accepted)
        {
            Assert.That((await find).Sum(page => page.Count), Is.Zero);
            return;
        }
        var error = Assert.ThrowsAsync<MongoException>(() => find);
        Assert.That((error!.Kind, error.Code, error.Transient), Is.EqualTo((MongoErrorKind.Authentication, 18, false)));
        Assert.That(error.ToString(), Does.Not.Contain(password));
    }

    private Task InsertAsync(string collection, int first, int count)
    {
        var bulk = new BulkWrite();
        for (var id = first; id < first + count; id++) bulk.Insert(Documents.Json($$"""{"_id": {{id}}, "text": "number {{id}}"}"""));
        return _client.BulkWriteAsync(_database, collection, bulk, ordered: true);
    }

    private static async Task<List<int>> ReadAsync(IAsyncEnumerator<ChangeStreamBatch> stream, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        List<int> ids = [];
        while (ids.Count < count)
        {
            Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(deadline.Token), Is.True);
            foreach (var change in stream.Current.Events)
            {
                if (BsonReader.TryFind(change.Span, "documentKey"u8, out var key)) ids.Add(Documents.Int32(key.Value.ToArray(), "_id"));
            }
        }
        return ids;
    }
}
