using BridgeRuntime.Checkpoints;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

/// <summary>Which collections were away from the configuration, from run to run.</summary>
internal sealed class ReturnedCollectionsTests : MongoFixture
{
    private readonly List<(string Collection, Action Done)> _sweeps = [];
    private CheckpointKeeper _checkpoints = null!;

    /// <summary>A run with these collections, up to the moment when its stream is open.</summary>
    private async Task<string[]> RunAsync(params string[] configured)
    {
        var (log, time, store) = (new FeedLog(), new FakeTimeProvider(), new CheckpointStore(Client, Database, new BridgeShard("b", 0)));
        var retry = new RetryLoop("r", log, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1), time);
        _checkpoints = new CheckpointKeeper(store, await store.OpenAsync(default), () => 1, TimeSpan.FromSeconds(5), log, retry, time);
        _sweeps.Clear();
        var returned = new ReturnedCollections(configured, (name, done) => _sweeps.Add((name, done)), _checkpoints);
        // What a first reading notes of a collection must not make it one that was there before.
        foreach (var name in configured) _checkpoints.Update(c => c.With(name, p => p with { SnapshotDone = true }));
        returned.Ask();
        return [.. _sweeps.Select(s => s.Collection)];
    }

    private Task EndAsync() => _checkpoints.SaveAsync(default);

    [Test]
    public async Task Only_what_was_there_and_was_away_is_looked_through_and_until_that_is_done()
    {
        Assert.That(await RunAsync("cars", "bikes"), Is.Empty, "the first run");
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes", "new"), Is.Empty, "a new one is read by its own first reading");
        await EndAsync();
        Assert.That(await RunAsync("cars"), Is.Empty);
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "bikes" }));
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "bikes" }), "the last run did not end it");
        _sweeps[0].Done();
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.Empty);
    }

    [Test]
    public async Task The_checkpoint_of_an_older_version_tells_of_none()
    {
        await RunAsync("cars");
        _checkpoints.Update(c => c with { Served = null });
        await EndAsync();
        Assert.That(await RunAsync("cars"), Is.Empty);
    }
}
