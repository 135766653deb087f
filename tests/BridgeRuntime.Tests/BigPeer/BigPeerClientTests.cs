using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using TestKit;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class BigPeerClientTests
{
    private ScriptedBigPeer _peer = null!;

    [SetUp]
    public async Task SetUp() => _peer = await ScriptedBigPeer.StartAsync();

    [TearDown]
    public async Task TearDown() => await _peer.DisposeAsync();

    [TestCase(true, "/app-id/api/v4/store/execute")]
    [TestCase(false, "/app-id/api/v5/store/execute")]
    public async Task A_statement_goes_to_the_modes_path_with_the_key_as_bearer(bool strict, string path)
    {
        using var client = _peer.Client();
        await client.QueryAsync(strict, "SELECT 'ü'", w => w.WriteString("a", "ü\"😀"), default);
        var call = _peer.Calls.Single();
        Assert.Multiple(() =>
        {
            Assert.That(call.Path, Is.EqualTo(path));
            Assert.That(call.Authorization, Is.EqualTo("Bearer " + ScriptedBigPeer.Key));
            Assert.That(call.Statement, Is.EqualTo("SELECT 'ü'"));
            Assert.That(call.Args.GetProperty("a").GetString(), Is.EqualTo("ü\"😀"));
        });
    }

    [Test]
    public async Task Reads_send_the_highest_transaction_seen_and_writes_send_none()
    {
        using var client = _peer.Client();
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(7));
        await client.QueryAsync(false, "first read", arguments: null, default);
        await client.MutateAsync(false, "write", _ => { }, default);
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(5));
        await client.QueryAsync(false, "second read", arguments: null, default);
        await client.QueryAsync(false, "third read", arguments: null, default);
        Assert.That(_peer.Calls.Select(c => c.Transaction), Is.EqualTo(new[] { null, null, "7", "7" }), "a lower one does not lower it");
    }

    [Test]
    public async Task Only_what_wrote_something_counts_as_an_own_transaction()
    {
        var transactions = new TransactionView();
        using var client = _peer.Client(transactions);
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(1, ["1"]));
        await client.MutateAsync(false, "write", _ => { }, default);
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(2));
        await client.QueryAsync(false, "read", arguments: null, default);
        Assert.That(transactions.HasForeign(0, 1), Is.False);
        Assert.That(transactions.HasForeign(0, 2), Is.True);
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(3));
        await client.MutateAsync(false, "write that changes nothing", _ => { }, default);
        Assert.That(transactions.HasForeign(2, 3), Is.True);
        Assert.That(transactions.Highest, Is.EqualTo(3));
    }

    [Test]
    public async Task A_write_that_is_not_answered_yet_is_waited_for()
    {
        var transactions = new TransactionView();
        using var client = _peer.Client(transactions);
        Task<bool>? asked = null;
        _peer.Answer = _ =>
        {
            asked = transactions.HasForeignAsync(0, 1, TimeSpan.FromMinutes(1), TimeProvider.System, default);
            return (200, ScriptedBigPeer.Mutation(1, ["1"]));
        };
        await client.MutateAsync(false, "write", _ => { }, default);
        Assert.That(await asked!, Is.False);
        _peer.Answer = _ =>
        {
            asked = transactions.HasForeignAsync(1, 2, TimeSpan.FromMinutes(1), TimeProvider.System, default);
            return (503, "down");
        };
        Assert.ThrowsAsync<SideException>(() => client.MutateAsync(false, "write", _ => { }, default));
        Assert.That(await asked, Is.True, "and one that failed counts as somebody else's");
    }

    [Test]
    public async Task Calls_are_told_with_their_kind_their_bytes_and_the_answers_status()
    {
        var calls = new List<SideCall>();
        using var client = _peer.Client(called: (in SideCall call) => calls.Add(call));
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(1));
        await client.MutateAsync(false, "write", _ => { }, default);
        _peer.Answer = _ => (503, "down");
        Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "read", arguments: null, default));
        await _peer.DisposeAsync();
        Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "read", arguments: null, default));
        Assert.That(calls.Select(c => (c.Side, c.Kind, c.HttpStatus)), Is.EqualTo(new (Side, SideCallKind, int?)[]
        {
            (Side.BigPeer, SideCallKind.Write, 200), (Side.BigPeer, SideCallKind.Read, 503), (Side.BigPeer, SideCallKind.Read, null),
        }));
        Assert.That(calls.Select(c => c.BytesWritten), Is.EqualTo(new[] { """{"statement":"write","args":{}}""".Length, """{"statement":"read"}""".Length, """{"statement":"read"}""".Length }));
        Assert.That(calls.Select(c => c.BytesRead), Is.EqualTo(new[] { ScriptedBigPeer.Mutation(1).Length, 4, 0 }));
        Assert.That(calls.Select(c => c.Took), Has.All.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_call_that_takes_longer_than_the_timeout_is_an_unavailable_side()
    {
        var time = new FakeTimeProvider();
        var gate = new TaskCompletionSource();
        _peer.Gate = gate.Task;
        using var client = _peer.Client(timeout: TimeSpan.FromSeconds(30), time: time);
        var call = client.QueryAsync(false, "slow", arguments: null, default);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.That(call.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        var failure = Assert.ThrowsAsync<SideException>(() => call.WaitAsync(TimeSpan.FromSeconds(20)))!;
        gate.SetResult();
        Assert.That((failure.Side, failure.Failure), Is.EqualTo((Side.BigPeer, SideFailure.Unavailable)));
        Assert.That(failure.Message, Does.Contain("in time"));
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_call_that_the_caller_cancels_is_cancelled_and_no_failure()
    {
        var gate = new TaskCompletionSource();
        _peer.Gate = gate.Task;
        using var client = _peer.Client();
        using var stop = new CancellationTokenSource();
        var call = client.QueryAsync(false, "slow", arguments: null, stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await call.WaitAsync(TimeSpan.FromSeconds(20)), Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult();
    }

    [Test]
    public async Task A_server_that_is_not_there_is_an_unavailable_side()
    {
        using var client = _peer.Client();
        await _peer.DisposeAsync();
        var failure = Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "q", arguments: null, default))!;
        Assert.That(failure.Failure, Is.EqualTo(SideFailure.Unavailable));
        Assert.That(failure.ToString(), Does.Not.Contain(ScriptedBigPeer.Key));
        _peer = await ScriptedBigPeer.StartAsync();
    }

    [Test]
    public void An_error_on_status_200_is_a_refusal()
    {
        _peer.Answer = _ => (200, """{"transactionId":9,"items":[],"error":{"description":"no such thing"}}""");
        using var client = _peer.Client();
        var failure = Assert.ThrowsAsync<SideException>(() => client.MutateAsync(false, "bad", _ => { }, default))!;
        Assert.That(failure.Failure, Is.EqualTo(SideFailure.Refused));
        Assert.That(failure.Message, Does.Contain("no such thing"));
    }

    [TestCase(400, SideFailure.Refused)]
    [TestCase(401, SideFailure.Unauthorized)]
    [TestCase(403, SideFailure.Unauthorized)]
    [TestCase(404, SideFailure.Unavailable)]
    [TestCase(408, SideFailure.Unavailable)]
    [TestCase(413, SideFailure.Refused)]
    [TestCase(418, SideFailure.Protocol)]
    [TestCase(429, SideFailure.Unavailable)]
    [TestCase(500, SideFailure.Unavailable)]
    [TestCase(503, SideFailure.Unavailable)]
    [TestCase(599, SideFailure.Unavailable)]
    public void Each_status_means_something_for_the_caller(int status, SideFailure meaning)
    {
        _peer.Answer = _ => (status, """{"message":"words of the server"}""");
        using var client = _peer.Client();
        var failure = Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "q", arguments: null, default))!;
        Assert.That(failure.Failure, Is.EqualTo(meaning));
        Assert.That(failure.Message, Does.Contain(status.ToString(System.Globalization.CultureInfo.InvariantCulture)).And.Contain("words of the server"));
    }

    [TestCase(null, null)]
    [TestCase("7", 7)]
    [TestCase("Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [TestCase("soon", null)]
    public void A_server_may_say_when_to_come_again(string? header, int? seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (_peer.Answer, _peer.RetryAfter) = (_ => (429, "slow down"), header);
        using var client = _peer.Client(time: time);
        var failure = Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "q", arguments: null, default))!;
        Assert.That(failure.RetryAfter?.TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public async Task A_404_to_a_read_with_a_transaction_tells_of_a_node_that_lags()
    {
        using var client = _peer.Client();
        await client.MutateAsync(false, "write", _ => { }, default);
        _peer.Answer = _ => (404, "not found");
        var failure = Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "q", arguments: null, default))!;
        Assert.That(failure.Message, Does.Contain("not reached this bridge's last transaction"));
        failure = Assert.ThrowsAsync<SideException>(() => client.MutateAsync(false, "q", _ => { }, default))!;
        Assert.That(failure.Message, Does.Contain("bigPeer.endpoint").And.Not.Contain("last transaction"));
    }

    [TestCase("")]
    [TestCase("<html>")]
    [TestCase("[]")]
    [TestCase("""{"transactionId":1,"items":[""")]
    [TestCase("""{"transactionId":1.5,"items":[]}""")]
    [TestCase("""{"transactionId":99999999999999999999,"items":[]}""")]
    public void An_answer_that_is_not_the_APIs_is_a_protocol_failure(string body)
    {
        _peer.Answer = _ => (200, body);
        using var client = _peer.Client();
        var failure = Assert.ThrowsAsync<SideException>(() => client.QueryAsync(false, "q", arguments: null, default))!;
        Assert.That(failure.Failure, Is.EqualTo(SideFailure.Protocol));
        Assert.That(failure.Message, Does.Contain("bigPeer.endpoint"));
    }
}
