using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Whole collections there and back.</summary>
[CancelAfter(120_000)]
internal sealed class SampleDataTests
{
    [Test]
    public async Task Every_document_goes_there_and_back_without_a_difference([Values("customers", "theaters")] string name, [Values("native strict", "native", "ejson")] string kind)
    {
        var (lines, strict, mode) = (SampleData.Lines(name), kind.EndsWith("strict", StringComparison.Ordinal), kind.Split(' ')[0]);
        await using var scene = new Scene(new SceneOptions { Strict = strict, Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}" } });
        await scene.Docs.Mongo.InsertAsync(lines);
        var originals = await ByIdAsync(scene, d => Documents.Canonical(d), mode);
        Assert.That(originals, Has.Count.EqualTo(lines.Count));
        var inDitto = await ByIdAsync(scene, d => InDitto(d, mode), mode);
        await scene.StartAsync();

        // There: the Big Peer's documents are what the table of types says.
        await scene.UntilAsync("every document at the Big Peer", async () => await scene.Docs.BigPeer.CountAsync() is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        Same("there", inDitto, await scene.Docs.BigPeer.AllAsync());

        // Back: a change of every document arrives, and beside it each has the very bytes it had.
        await TouchAsync(scene, strict, "SET touched = true");
        await TouchedAsync(scene, lines.Count);
        await TouchAsync(scene, strict, "UNSET touched");
        await TouchedAsync(scene, 0);
        var after = await ByIdAsync(scene, d => Documents.Canonical(d), mode);
        Same("back", originals, after);
        Assert.That(after, Is.EquivalentTo(originals), "members are in their order, too");
        Assert.That(await scene.LettersAsync(), Is.Empty);

        // Back into a MongoDB that has lost everything: the same values, and in ejson mode the same types.
        await scene.StopAsync();
        await scene.Client.RunWriteCommandAsync(scene.Database, Documents.Bson("""{"dropDatabase":1}"""));
        await scene.CreateAsync(scene.Client);
        await scene.StartAsync();
        await scene.UntilAsync("every document in MongoDB", async () => await scene.Docs.Mongo.CountAsync() is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        Same("back into an empty MongoDB", inDitto, await ByIdAsync(scene, d => InDitto(d, mode), mode));
        Same("and at the Big Peer", inDitto, await scene.Docs.BigPeer.AllAsync());
        Assert.That(await scene.LettersAsync(), Is.Empty);

        void Same(string where, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found)
        {
            var comparison = new FieldComparison($"{name}, {kind}, {where}");
            foreach (var (id, document) in expected) comparison.Add(id, document, found.GetValueOrDefault(id));
            TestContext.Out.WriteLine(comparison);
            Assert.That(comparison.Differences.Take(5), Is.Empty, comparison.ToString());
            Assert.That(found.Keys, Is.EquivalentTo(expected.Keys));
        }
    }

    [Test]
    public async Task What_was_made_in_Ditto_stays_as_it_is()
    {
        await using var scene = new Scene(new SceneOptions());
        var made = SampleData.Lines("theaters").Select(l => JsonText.Canonical(Plain.Text(Documents.Bson(l)))).ToList();
        await scene.Docs.BigPeer.InsertAsync(made);
        await scene.StartAsync();
        await scene.UntilAsync("every document in MongoDB", async () => await scene.Docs.Mongo.CountAsync() is var n && n == made.Count ? null : $"{n} of {made.Count}");
        await scene.SettleAsync();
        var expected = made.ToHashSet();
        var settled = (Func<string, bool>)(d => !d.Contains("settled-", StringComparison.Ordinal));
        Assert.That((await scene.Docs.Mongo.AllAsync()).Select(d => JsonText.Canonical(Plain.Text(d))).Where(settled).Where(d => !expected.Contains(d)).Take(3), Is.Empty);
        Assert.That((await scene.Docs.BigPeer.AllAsync()).Values.Where(settled).Where(d => !expected.Contains(d)).Take(3), Is.Empty);
    }

    private static Task TouchAsync(Scene scene, bool strict, string what) =>
        SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{scene.Docs.BigPeer.Name}` {what}", strict: strict);

    private static Task TouchedAsync(Scene scene, int count) => scene.UntilAsync("every change in MongoDB", async () =>
        (await scene.Docs.Mongo.FindAsync("""{"touched":true}""", limit: 0)).Count is var n && n == count ? null : $"{n}, not {count}");

    /// <summary>The documents of MongoDB by the id that they have in Ditto.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ByIdAsync(Scene scene, Func<ReadOnlyMemory<byte>, string> text, string mode) =>
        (await scene.Docs.Mongo.AllAsync()).ToDictionary(d => JsonText.Canonical(Plain.Member(InDitto(d, mode), "_id")), text);

    private static string InDitto(ReadOnlyMemory<byte> document, string mode) => mode == "ejson" ? Documents.Canonical(document) : Plain.Text(document);
}
