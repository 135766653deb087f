using MongoC.Bson;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>A runtime is stopped, another takes its place, and the first wakes: it writes nothing more and ends.</summary>
[CancelAfter(420_000)]
internal sealed class FencingTests
{
    private const string State = "__ditto_connector_state";

    private static readonly TimeSpan WakeLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan EqualLimit = TimeSpan.FromSeconds(90);

    [Test]
    public async Task A_runtime_that_wakes_after_another_took_over_ends_and_nothing_is_lost()
    {
        var random = new Random(20263);
        await using var scene = new Scene(new SceneOptions { Yaml = "runtime: { batchSize: 20 }" });
        await scene.StartAsync();
        await using var others = new BridgeStack();
        var current = scene.Bridge;
        for (var round = 0; round < 3; round++)
        {
            var load = LoadAsync(scene, $"before-{round}", 400);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System);
            current.Process.Signal(UnixSignal.Stop);
            await load;
            await LoadAsync(scene, $"stopped-{round}", 100);
            var next = others.Add(scene.StartAnother());
            await next.ReadyAsync();
            await LoadAsync(scene, $"taken-{round}", 100);
            await EqualAsync(scene, next);
            var epoch = await EpochAsync(scene);

            var waking = LoadAsync(scene, $"waking-{round}", 200);
            current.Process.Signal(UnixSignal.Continue);
            Assert.That(await current.Process.ExitAsync(WakeLimit), Is.EqualTo(3), current.Process.LastLines());
            await current.LogAsync("Another runtime serves this bridge now");
            await waking;
            Assert.That(await EpochAsync(scene), Is.EqualTo(epoch), "the checkpoint is the successor's");
            await EqualAsync(scene, next);
            current = next;
        }
        Assert.That(await scene.Docs.Mongo.CountAsync(), Is.EqualTo(3 * 2 * (400 + 100 + 100 + 200)), "nothing is lost");
        Assert.That(await scene.LettersAsync(), Is.Empty);
        var (code, _) = await current.TerminateAsync();
        Assert.That(code, Is.Zero);
    }

    [Test]
    public async Task What_it_was_about_to_write_when_it_was_stopped_does_not_take_back_what_was_written_since()
    {
        await using var scene = new Scene(new SceneOptions());
        var docs = scene.Docs;
        await docs.Mongo.InsertAsync("""{"_id":"a","v":1,"w":1}""");
        await scene.StartAsync();
        await scene.BothAsync("\"a\"", """{"_id":"a","v":1,"w":1}""");
        await scene.SettleAsync();

        // The runtime has read MongoDB's document and notes what it is about to write when it is stopped.
        var entered = await BlockIntentsAsync(scene);
        await docs.Mongo.UpdateAsync("\"a\"", """{"$set":{"v":2}}""");
        await scene.Client.RunCommandAsync("admin", Documents.Bson($$"""{"waitForFailPoint":"failCommand","timesEntered":{{entered + 1}},"maxTimeMS":30000}"""));
        scene.Bridge.Process.Signal(UnixSignal.Stop);

        await using var next = scene.StartAnother();
        await next.ReadyAsync();
        await docs.Mongo.UpdateAsync("\"a\"", """{"$set":{"v":3}}""");
        await scene.BothAsync("\"a\"", """{"_id":"a","v":3,"w":1}""");
        await docs.BigPeer.UpdateAsync("\"a\"", "SET w = :v", "2");
        await scene.BothAsync("\"a\"", """{"_id":"a","v":3,"w":2}""");

        scene.Bridge.Process.Signal(UnixSignal.Continue);
        Assert.That(await scene.Bridge.Process.ExitAsync(WakeLimit), Is.EqualTo(3), scene.Bridge.Process.LastLines());
        await scene.SettleAsync();
        await scene.BothAsync("\"a\"", """{"_id":"a","v":3,"w":2}""");
        // The ledger is the successor's: an edit of one side alone is no conflict.
        await docs.BigPeer.UpdateAsync("\"a\"", "SET v = :v", "4");
        await scene.BothAsync("\"a\"", """{"_id":"a","v":4,"w":2}""");
    }

    /// <summary>The next note of intents takes a while.</summary>
    /// <returns>How often the fail point has struck before.</returns>
    private static async Task<long> BlockIntentsAsync(Scene scene)
    {
        var reply = await scene.Client.RunCommandAsync("admin", Documents.Bson(
            $$$"""{"configureFailPoint":"failCommand","mode":{"times":1},"data":{"failCommands":["update"],"namespace":"{{{scene.Database}}}.{{{State}}}","blockConnection":true,"blockTimeMS":2000}}"""));
        return BsonReader.TryFind(reply, "count"u8, out var count) ? count.AsInt64() : throw new InvalidOperationException("The stand-in gave no count.");
    }

    /// <summary>New documents on each side, and changes of those that are there.</summary>
    private static async Task LoadAsync(Scene scene, string name, int count)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(50))
        {
            await Task.WhenAll(
                scene.Docs.Mongo.InsertAsync(batch.Select(i => $$"""{"_id":"{{name}}-m{{i}}","v":1}""")),
                scene.Docs.BigPeer.InsertAsync(batch.Select(i => $$"""{"_id":"{{name}}-d{{i}}","v":1}""")));
            await scene.Docs.Mongo.UpdateAsync(batch.Select(i => ($"\"{name}-m{i}\"", """{"$set":{"v":2}}""")));
            await scene.Docs.BigPeer.UpsertAsync(batch.Select(i => $$"""{"_id":"{{name}}-d{{i}}","v":2}"""));
        }
    }

    private static Task EqualAsync(Scene scene, BridgeProcess running) =>
        Eventually.HoldsAsync("both sides are equal", () => DifferenceAsync(scene), EqualLimit, () => running.Process.LastLines());

    private static async Task<long> EpochAsync(Scene scene)
    {
        var checkpoint = (await new MongoCollection(scene.Client, scene.Database, State).FindAsync("""{"_id.k":"checkpoint"}""", limit: 0)).Single();
        return long.Parse(JsonText.Canonical(Plain.Member(checkpoint, "epoch")).Split('"')[^2], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string?> DifferenceAsync(Scene scene)
    {
        var mongo = (await scene.Docs.Mongo.FindAsync("{}", limit: 0)).ToDictionary(d => JsonText.Canonical(Plain.Member(d, "_id")), d => Plain.Member(d, "v"));
        var bigPeer = await scene.Docs.BigPeer.AllAsync();
        if (mongo.Keys.Except(bigPeer.Keys).FirstOrDefault() is { } missing) return $"{missing} is not in Ditto ({mongo.Count} and {bigPeer.Count})";
        if (bigPeer.Keys.Except(mongo.Keys).FirstOrDefault() is { } surplus) return $"{surplus} is not in MongoDB ({mongo.Count} and {bigPeer.Count})";
        // Each document was changed last to 2.
        return bigPeer.FirstOrDefault(d => !d.Value.Contains("\"v\":2", StringComparison.Ordinal)) is { Key: { } id } late ? $"{id}: {late.Value}"
            : mongo.FirstOrDefault(d => !d.Value.Contains("\"2\"", StringComparison.Ordinal)) is { Key: { } old } stale ? $"{old}: v is {stale.Value}" : null;
    }

    /// <summary>Runtimes that are ended with the test, the stopped ones too.</summary>
    private sealed class BridgeStack : IAsyncDisposable
    {
        private readonly List<BridgeProcess> _bridges = [];

        public BridgeProcess Add(BridgeProcess bridge)
        {
            _bridges.Add(bridge);
            return bridge;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var bridge in _bridges) await bridge.DisposeAsync();
        }
    }
}
