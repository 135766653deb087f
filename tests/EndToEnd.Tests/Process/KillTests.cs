using System.Globalization;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>kill -9 at random moments of a load in both directions.</summary>
internal sealed class KillTests
{
    private const int Kills = 10;
    private const int LoadedOnEachSide = 10_000;    // half by _id, half by a mapped field
    private const int Known = 1000;                 // documents of each collection that are on both sides before

    [Test]
    [CancelAfter(180_000)]
    public async Task Nothing_is_lost_or_doubled()
    {
        var random = new Random(20261);
        await using var scene = new Scene(new SceneOptions
        {
            Collections = new Dictionary<string, string> { ["by_id"] = "fields: [_id], initialSync: true", ["by_field"] = "fields: [orderId], initialSync: true" },
        });
        var (byId, byField) = (scene["by_id"], scene["by_field"]);
        await byId.Mongo.InsertAsync(Enumerable.Range(0, Known).Select(i => $$"""{"_id":"known-{{i}}","m":0,"d":0,"o":{"m":0,"d":0} }"""));
        await byField.Mongo.InsertAsync(Enumerable.Range(0, Known).Select(i => $$"""{"orderId":"known-{{i}}","m":0,"d":0,"o":{"m":0,"d":0} }"""));
        await scene.StartAsync();
        await CountsAsync(scene, Known);

        var perStep = LoadedOnEachSide / 2 / (Kills + 1);
        for (var step = 0; step <= Kills; step++)
        {
            var from = step * perStep;
            var load = LoadAsync(scene, from, step == Kills ? (LoadedOnEachSide / 2) - from : perStep, step);
            if (step < Kills)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1200)), TimeProvider.System);
                await scene.Bridge.KillAsync();
                await scene.LaunchAsync();
                // One in three is killed again while it starts.
                if (random.Next(3) == 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System);
                    await scene.Bridge.KillAsync();
                    await scene.LaunchAsync();
                }
            }
            await load;
        }

        await scene.Bridge.ReadyAsync();
        await CountsAsync(scene, Known + LoadedOnEachSide);
        await scene.UntilAsync("both sides are equal", async () => await DifferenceAsync(byId, "_id") ?? await DifferenceAsync(byField, "orderId"), TimeSpan.FromSeconds(60));
        await AssertAsync(byId);
        await AssertAsync(byField);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    /// <summary>New documents on both sides and changes of known ones, in batches side by side.</summary>
    private static async Task LoadAsync(Scene scene, int from, int count, int step)
    {
        var (byId, byField) = (scene["by_id"], scene["by_field"]);
        foreach (var batch in Enumerable.Range(from, count).Chunk(150))
        {
            await Task.WhenAll(
                byId.Mongo.InsertAsync(batch.Select(i => $$"""{"_id":"m{{i}}","n":{{i}},"o":{"side":"mongo","t":"{{Filler(i)}}"} }""")),
                byField.Mongo.InsertAsync(batch.Select(i => $$"""{"orderId":"m{{i}}","n":{{i}},"o":{"side":"mongo","t":"{{Filler(i)}}"} }""")),
                byId.BigPeer.InsertAsync(batch.Select(i => $$"""{"_id":"d{{i}}","n":{{i}},"o":{"side":"ditto","t":"{{Filler(i)}}"} }""")),
                byField.BigPeer.InsertAsync(batch.Select(i => $$"""{"_id":"d{{i}}","n":{{i}},"o":{"side":"ditto","t":"{{Filler(i)}}"} }""")));
        }
        var known = Enumerable.Range(0, Known).Where(i => i % (Kills + 1) == step).ToList();
        await Task.WhenAll(
            byId.Mongo.UpdateAsync(known.Select(i => ($"\"known-{i}\"", """{"$set":{"m":1,"o.m":1}}"""))),
            byId.BigPeer.UpsertAsync(known.Select(i => $$$"""{"_id":"known-{{{i}}}","d":1,"o":{"d":1}}""")),
            byField.BigPeer.UpsertAsync(known.Select(i => $$$"""{"_id":"known-{{{i}}}","d":1,"o":{"d":1}}""")));
        var ids = (await byField.Mongo.FindAsync($$$"""{"orderId":{"$in":[{{{string.Join(',', known.Select(i => $"\"known-{i}\""))}}}]}}""", limit: 0)).Select(d => Plain.Member(d, "_id"));
        await byField.Mongo.UpdateAsync(ids.Select(id => (id, """{"$set":{"m":1,"o.m":1}}""")));
    }

    private static string Filler(int i) => new((char)('a' + (i % 26)), 100 + (i % 200));

    private static Task CountsAsync(Scene scene, int expected) => scene.UntilAsync($"{expected} documents in each collection", async () =>
    {
        long[] counts =
        [
            await scene["by_id"].BigPeer.CountAsync(), await scene["by_field"].BigPeer.CountAsync(), await scene["by_id"].Mongo.CountAsync(), await scene["by_field"].Mongo.CountAsync(),
        ];
        return counts.All(c => c == expected) ? null : string.Join(", ", counts);
    }, TimeSpan.FromSeconds(90));

    /// <summary>The first documents that differ; null when none does. Doubled mapped ids are named.</summary>
    private static async Task<string?> DifferenceAsync(CollectionPair pair, string idField)
    {
        var bigPeer = await pair.BigPeer.AllAsync();
        var mongo = (await pair.Mongo.AllAsync()).Select(Plain.Text).ToList();
        var byId = mongo.GroupBy(d => Plain.Member(d, idField)).ToDictionary(g => g.Key, g => g.ToList());
        if (byId.FirstOrDefault(g => g.Value.Count > 1) is { Key: not null } doubled) return $"{doubled.Key} is {doubled.Value.Count} times in MongoDB";
        foreach (var (id, documents) in byId)
        {
            var expected = idField == "_id" ? documents[0] : Plain.WithId(documents[0], id);
            if (!bigPeer.TryGetValue(id, out var found)) return $"{id} is not at the Big Peer";
            if (JsonText.Canonical(expected) != found) return string.Create(CultureInfo.InvariantCulture, $"{expected}\n{found}");
        }
        return bigPeer.Keys.FirstOrDefault(k => !byId.ContainsKey(k)) is { } missing ? $"{missing} is not in MongoDB" : null;
    }

    private static async Task AssertAsync(CollectionPair pair)
    {
        var documents = await pair.BigPeer.AllAsync();
        Assert.Multiple(() =>
        {
            Assert.That(documents, Has.Count.EqualTo(Known + LoadedOnEachSide));
            for (var i = 0; i < Known; i++) Assert.That(documents[$"\"known-{i}\""], Does.Contain("\"d\":1,\"m\":1,\"o\":{\"d\":1,\"m\":1}"));
            for (var i = 0; i < LoadedOnEachSide / 2; i++)
            {
                Assert.That(documents[$"\"m{i}\""], Does.Contain($"\"n\":{i},\"o\":{{\"side\":\"mongo\",\"t\":\"{Filler(i)}\"}}"));
                Assert.That(documents[$"\"d{i}\""], Does.Contain($"\"n\":{i},\"o\":{{\"side\":\"ditto\",\"t\":\"{Filler(i)}\"}}"));
            }
        });
    }
}
