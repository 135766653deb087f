using System.Globalization;
using System.Text.RegularExpressions;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>A Big Peer that misbehaves while both sides are written to: both end equal, nothing is parked, and the retries are counted.</summary>
[CancelAfter(120_000)]
internal sealed partial class BigPeerFaultTests
{
    /// <summary>What the bridge says and the tests do not, so that a fault meets the bridge alone.</summary>
    private const string OfTheBridge = ":ids|DO NOTHING|UPDATE_LOCAL_DIFF|SELECT _id";

    private Scene _scene = null!;
    private int _cases;

    [OneTimeSetUp]
    public Task Start()
    {
        _scene = new Scene(new SceneOptions { Yaml = "runtime: { workers: 2 }" });
        return _scene.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [TestCase(408, BigPeerErrorShape.Text, null)]
    [TestCase(408, BigPeerErrorShape.Statement, 2)]
    [TestCase(429, BigPeerErrorShape.Message, null)]
    [TestCase(429, BigPeerErrorShape.Error, 2)]
    [TestCase(500, BigPeerErrorShape.Statement, null)]
    [TestCase(500, BigPeerErrorShape.Text, 2)]
    [TestCase(503, BigPeerErrorShape.Error, null)]
    [TestCase(503, BigPeerErrorShape.Message, 2)]
    public async Task A_status_that_asks_to_come_again(int status, BigPeerErrorShape shape, int? retryAfter)
    {
        var seen = _scene.Bridge.Process.Output.Count;
        var headers = retryAfter is { } seconds ? new Dictionary<string, string> { ["retry-after"] = seconds.ToString(CultureInfo.InvariantCulture) } : null;
        await WithFaultAsync(Fault(BigPeerFault.Answer(status, shape, "words of the gateway") with { Times = 3, Headers = headers }), retries: 3);
        var waits = Waits(seen).ToList();
        Assert.That(waits, Is.Not.Empty);
        // The waits grow from 200 ms; none of the first three reaches a second by itself.
        if (retryAfter is { } asked) Assert.That(waits.Take(3), Has.All.GreaterThanOrEqualTo(asked * 1000));
        else Assert.That(waits[0], Is.LessThan(1000));
        Assert.That(_scene.Bridge.Process.Output.Skip(seen), Has.Some.Contains($"The Big Peer answered {status}: words of the gateway"));
    }

    [TestCase(BigPeerStatementKind.Insert)]
    [TestCase(BigPeerStatementKind.Update)]
    [TestCase(BigPeerStatementKind.Delete)]
    [TestCase(BigPeerStatementKind.Select)]
    public Task An_answer_that_is_lost_after_the_commit(BigPeerStatementKind kind) => WithFaultAsync(Fault(BigPeerFault.LostAnswer() with { Kind = kind, Times = 1 }), retries: 1);

    [Test]
    public Task An_error_after_the_commit() => WithFaultAsync(Fault(BigPeerFault.Answer(504, BigPeerErrorShape.Text) with { When = "after", Kind = BigPeerStatementKind.Insert, Times = 2 }), retries: 2);

    [Test]
    public Task A_connection_that_is_closed_without_an_answer() => WithFaultAsync(Fault(new BigPeerFault(BigPeerFaultKind.Drop) { Times = 3 }), retries: 3);

    [TestCase(false)]
    [TestCase(true)]
    public Task A_connection_that_ends_in_the_middle_of_an_answer(bool reset) =>
        WithFaultAsync(Fault(new BigPeerFault(BigPeerFaultKind.Cut) { Kind = BigPeerStatementKind.Insert, Bytes = 40, Reset = reset, Times = 2 }), retries: 2);

    [Test]
    public Task Answers_that_are_no_JSON() =>
        WithFaultAsync(Fault(new BigPeerFault(BigPeerFaultKind.Answer) { Status = 200, Body = "<html>We will be back soon</html>", Headers = new Dictionary<string, string> { ["content-type"] = "text/html" }, Times = 3 }), retries: 3);

    [TestCase("refuse")]
    [TestCase("wait")]
    public async Task A_node_that_lags_behind_what_the_bridge_wrote(string unreached)
    {
        var docs = _scene.Docs;
        var id = $"\"stale-{unreached}\"";
        await docs.Mongo.InsertAsync($$"""{"_id":{{id}},"v":1}""");
        await _scene.BothAsync(id, $$"""{"_id":{{id}},"v":1}""");
        var retries = await RetriesAsync();
        await using (var rule = await SharedServers.BigPeer.Control.AddAsync(Fault(new BigPeerFault(BigPeerFaultKind.Stale) { Unreached = unreached })))
        {
            await docs.Mongo.UpdateAsync(id, """{"$set":{"v":2}}""");
            await _scene.UntilAsync("the new value is written", async () => await docs.BigPeer.FindAsync(id) == $$"""{"_id":{{id}},"v":2}""" ? null : "not yet");
            await docs.BigPeer.InsertAsync($$"""{"_id":"beside-{{unreached}}"}""");
            // The old value, read from the view, must not come back as somebody's change.
            await rule.HitAsync(await rule.HitsAsync() + (unreached == "refuse" ? 4 : 1));
            Assert.That(await docs.Mongo.FindAsync(id), Does.Contain("\"2\""));
            Assert.That(await docs.Mongo.FindAsync($"\"beside-{unreached}\""), Is.Null, "it is after the view");
            if (unreached == "refuse") Assert.That(await RetriesAsync(), Is.GreaterThan(retries));
        }
        await _scene.BothAsync(id, $$"""{"_id":{{id}},"v":2}""");
        await _scene.BothAsync($"\"beside-{unreached}\"", $$"""{"_id":"beside-{{unreached}}"}""");
        await NothingParkedAsync();
    }

    [Test]
    public async Task An_answer_that_takes_longer_than_the_time_limit()
    {
        await using var scene = new Scene(new SceneOptions { RequestTimeout = TimeSpan.FromSeconds(1) });
        await scene.StartAsync();
        await using (var rule = await SharedServers.BigPeer.Control.AddAsync(
            new BigPeerFault(BigPeerFaultKind.Delay) { When = "after", Kind = BigPeerStatementKind.Insert, Collection = scene.Docs.BigPeer.Name, StatementPattern = OfTheBridge, Times = 1 }))
        {
            await scene.Docs.Mongo.InsertAsync("""{"_id":"m","a":1}""");
            await scene.BothAsync("\"m\"", """{"_id":"m","a":1}""");
            await scene.UntilAsync("a retry", async () => await scene.Bridge.MetricAsync("bridge_retries_total") > 0 ? null : "none");
            Assert.That(await rule.HitsAsync(), Is.EqualTo(1));
        }
        await scene.SettleAsync();
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task Everything_at_once_under_load()
    {
        const int Documents = 300;
        var control = SharedServers.BigPeer.Control;
        var docs = _scene.Docs;
        await using (await control.AddAsync(Fault(BigPeerFault.Answer(503)) with { Probability = 0.04, Seed = 1 }))
        await using (await control.AddAsync(Fault(BigPeerFault.LostAnswer()) with { Probability = 0.04, Seed = 2 }))
        await using (await control.AddAsync(Fault(new BigPeerFault(BigPeerFaultKind.Drop)) with { Probability = 0.02, Seed = 3 }))
        await using (await control.AddAsync(Fault(new BigPeerFault(BigPeerFaultKind.Cut) { Reset = true }) with { Probability = 0.02, Seed = 4 }))
        {
            foreach (var batch in Enumerable.Range(0, Documents).Chunk(30))
            {
                await docs.Mongo.InsertAsync(batch.Select(i => $$"""{"_id":"load-m-{{i}}","n":{{i}}}"""));
                await docs.BigPeer.InsertAsync(batch.Select(i => $$"""{"_id":"load-d-{{i}}","n":{{i}}}"""));
            }
            await docs.Mongo.UpdateAsync(Enumerable.Range(0, Documents).Select(i => ($"\"load-m-{i}\"", """{"$set":{"m":1}}""")));
            await docs.BigPeer.UpsertAsync(Enumerable.Range(0, Documents).Select(i => $$"""{"_id":"load-d-{{i}}","d":1}"""));
            await EqualAsync();
        }
        await EqualAsync();
        var all = await docs.BigPeer.AllAsync();
        Assert.That(all.Count(d => d.Key.StartsWith("\"load-m-", StringComparison.Ordinal) && d.Value.Contains("\"m\":1", StringComparison.Ordinal)), Is.EqualTo(Documents));
        Assert.That(all.Count(d => d.Key.StartsWith("\"load-d-", StringComparison.Ordinal) && d.Value.Contains("\"d\":1", StringComparison.Ordinal)), Is.EqualTo(Documents));
        await NothingParkedAsync();
    }

    /// <summary>Documents are created, changed and deleted on both sides under the fault; every hit of it must show as a retry.</summary>
    private async Task WithFaultAsync(BigPeerFault fault, int retries)
    {
        var docs = _scene.Docs;
        var n = ++_cases;
        await docs.Mongo.InsertAsync(Known("m"), Known("gone"));
        await docs.BigPeer.InsertAsync(Known("d"));
        foreach (var name in (string[])["m", "d", "gone"]) await _scene.BothAsync(Id(name), Known(name));
        var before = await RetriesAsync();
        await using (var rule = await SharedServers.BigPeer.Control.AddAsync(fault))
        {
            await docs.Mongo.InsertAsync($$"""{"_id":{{Id("new-m")}},"a":1}""");
            await docs.BigPeer.InsertAsync($$"""{"_id":{{Id("new-d")}},"a":1}""");
            await docs.Mongo.UpdateAsync(Id("m"), """{"$set":{"b":2},"$unset":{"a":1}}""");
            await docs.BigPeer.UpdateAsync(Id("d"), "SET b = :v", "2");
            await docs.Mongo.DeleteAsync(Id("gone"));
            await rule.HitAsync(retries);
            await EqualAsync();
            Assert.That(await rule.HitsAsync(), Is.EqualTo(retries));
        }
        await _scene.BothAsync(Id("new-m"), $$"""{"_id":{{Id("new-m")}},"a":1}""");
        await _scene.BothAsync(Id("new-d"), $$"""{"_id":{{Id("new-d")}},"a":1}""");
        await _scene.BothAsync(Id("m"), $$"""{"_id":{{Id("m")}},"b":2}""");
        await _scene.BothAsync(Id("d"), $$"""{"_id":{{Id("d")}},"a":1,"b":2}""");
        await _scene.BothAsync(Id("gone"), null);
        Assert.That(await RetriesAsync() - before, Is.GreaterThanOrEqualTo(retries));
        await NothingParkedAsync();

        string Id(string name) => $"\"{name}-{n}\"";
        string Known(string name) => $$"""{"_id":{{Id(name)}},"a":1}""";
    }

    private BigPeerFault Fault(BigPeerFault fault) => fault with { Collection = _scene.Docs.BigPeer.Name, StatementPattern = OfTheBridge };

    private Task<double> RetriesAsync() => _scene.Bridge.MetricAsync("bridge_retries_total");

    private Task EqualAsync() => _scene.UntilAsync("both sides are equal", async () =>
    {
        var bigPeer = await _scene.Docs.BigPeer.AllAsync();
        var mongo = (await _scene.Docs.Mongo.AllAsync()).Select(d => JsonText.Canonical(Plain.Text(d))).ToHashSet();
        return mongo.SetEquals(bigPeer.Values) ? null : $"{bigPeer.Count} at the Big Peer, {mongo.Count} in MongoDB, {mongo.Intersect(bigPeer.Values).Count()} equal";
    }, TimeSpan.FromSeconds(60));

    private async Task NothingParkedAsync()
    {
        await _scene.Bridge.ReadyAsync();
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    /// <summary>The waits before retries, in milliseconds.</summary>
    private IEnumerable<int> Waits(int from) => _scene.Bridge.Process.Output.Skip(from).Select(l => Retry().Match(l)).Where(m => m.Success).Select(m => int.Parse(m.Groups["wait"].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex("tries again in (?<wait>[0-9]+) ms", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Retry();
}
