namespace MongoC.Tests.Client;

public sealed class CommandTests
{
    private static readonly byte[] Ping = Documents.Json("""{"ping": 1}""");

    private static MongoClient Open(ScriptedServer server, MongoClientOptions? options = null) => MongoClient.Open(server.Uri, options ?? new MongoClientOptions());

    [Test]
    public async Task A_command_gives_the_servers_answer()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok(w => w.Int32("answer", 42)));
        await using var client = Open(server);

        var reply = await client.RunCommandAsync("db", Ping);

        Assert.That(Documents.Int32(reply, "answer"), Is.EqualTo(42));
    }

    [Test]
    public async Task An_error_of_the_server_carries_code_name_labels_and_reply()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(11602, "InterruptedDueToReplStateChange", "stepping down", "SomeLabel", "RetryableWriteError"));
        await using var client = Open(server);

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Documents.Json("""{"whatever": 1}""")));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Kind, Is.EqualTo(MongoErrorKind.Server));
            Assert.That(error.Domain, Is.EqualTo(MongoErrorDomain.Server));
            Assert.That(error.Code, Is.EqualTo(11602));
            Assert.That(error.CodeName, Is.EqualTo("InterruptedDueToReplStateChange"));
            Assert.That(error.Labels, Is.EquivalentTo(new[] { "SomeLabel", "RetryableWriteError" }));
            Assert.That(error.Transient, Is.True);
            Assert.That(error.Message, Is.EqualTo("stepping down"));
            Assert.That(Documents.Int32(error.ServerReply, "code"), Is.EqualTo(11602));
        });
    }

    [Test]
    public async Task A_broken_connection_is_a_transient_network_error()
    {
        await using var server = new ScriptedServer(_ => (byte[]?)null);
        await using var client = Open(server);

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunCommandAsync("db", Ping));

        Assert.That((error!.Kind, error.Domain, error.Transient), Is.EqualTo((MongoErrorKind.Network, MongoErrorDomain.Stream, true)));
    }

    [Test]
    public async Task A_findAndModify_that_loses_its_connection_is_retried_once_with_the_same_transaction_number()
    {
        var attempts = 0;
        List<long> numbers = [];
        await using var server = new ScriptedServer(command =>
        {
            numbers.Add(Documents.Number(command.Body, "txnNumber"));
            return ++attempts == 1 ? null : ScriptedServer.Ok();
        });
        await using var client = Open(server);

        await client.RunWriteCommandAsync("db", Documents.Json("""{"findAndModify": "things", "query": {}, "update": {"$set": {"a": 1}}}"""));

        Assert.That(numbers, Has.Count.EqualTo(2).And.All.EqualTo(numbers[0]));
    }

    [Test]
    public async Task A_write_concern_that_is_not_met_throws_for_a_write_command()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok(w => w.Document("writeConcernError", Documents.Json("""{"code": 64, "errmsg": "waiting for replication timed out"}"""))));
        await using var client = Open(server);

        var error = Assert.ThrowsAsync<MongoException>(() => client.RunWriteCommandAsync("db", Documents.Json("""{"create": "things"}""")));

        Assert.That((error!.Kind, error.Code, error.Transient), Is.EqualTo((MongoErrorKind.WriteConcern, 64, true)));
    }

    [Test]
    public async Task Cancelling_releases_the_caller_at_once_and_the_client_when_the_call_ends()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(command =>
        {
            arrived.TrySetResult();
            return gate.Task;
        });
        await using var client = Open(server, new MongoClientOptions { MaxPoolSize = 1 });
        using var cancel = new CancellationTokenSource();

        var call = client.RunCommandAsync("db", Ping, cancellationToken: cancel.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(5));
        await cancel.CancelAsync();

        Assert.That(async () => await call.WaitAsync(TimeSpan.FromSeconds(1)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(client.Pool.FreePlaces, Is.Zero);
        gate.SetResult(ScriptedServer.Ok());
        await client.RunCommandAsync("db", Ping).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_caller_that_waits_for_a_place_can_cancel()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Silence);
        await using var client = Open(server, new MongoClientOptions { MaxPoolSize = 1, CloseTimeout = TimeSpan.FromMilliseconds(50) });
        _ = client.RunCommandAsync("db", Ping).ContinueWith(t => t.Exception, TaskScheduler.Default);
        using var cancel = new CancellationTokenSource();

        var second = client.RunCommandAsync("db", Ping, cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        Assert.That(async () => await second.WaitAsync(TimeSpan.FromSeconds(1)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_thousand_parallel_commands_do_not_occupy_the_thread_pool()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new SemaphoreSlim(0);
        await using var server = new ScriptedServer(async _ =>
        {
            arrived.Release();
            await gate.Task;
            return ScriptedServer.Ok();
        });
        await using var client = Open(server);

        var calls = Enumerable.Range(0, 1000).Select(_ => client.RunCommandAsync("db", Ping)).ToArray();
        for (var i = 0; i < client.MaxPoolSize; i++) Assert.That(await arrived.WaitAsync(TimeSpan.FromSeconds(10)), Is.True);

        // Every native client hangs now. If their threads were the pool's, it would have none left for this (it grows by one or two a second).
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => { }))).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.That(client.Pool.Threads.Count, Is.EqualTo(client.MaxPoolSize));
        gate.SetResult();
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(() => client.Pool.FreePlaces, Is.EqualTo(client.MaxPoolSize).After(5000, 5));
    }

    [Test]
    public async Task Closing_waits_no_longer_than_its_timeout_for_a_call_that_hangs()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(_ =>
        {
            arrived.TrySetResult();
            return gate.Task;
        });
        var client = Open(server, new MongoClientOptions { CloseTimeout = TimeSpan.FromMilliseconds(100) });
        var call = client.RunCommandAsync("db", Ping);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(5));

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2));

        Assert.That(async () => await client.RunCommandAsync("db", Ping), Throws.InstanceOf<ObjectDisposedException>());
        gate.SetResult(ScriptedServer.Ok());
        await call.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task Bytes_that_are_no_document_are_an_error_of_the_argument()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok());
        await using var client = Open(server);

        Assert.That(async () => await client.RunCommandAsync("db", new byte[] { 9, 0, 0, 0, 0 }), Throws.ArgumentException.With.Message.Contains("'command'"));
        Assert.That(async () => await client.RunCommandAsync("", Ping), Throws.ArgumentException);
        Assert.That(async () => await client.RunCommandAsync("a\0b", Ping), Throws.ArgumentException);
    }
}
