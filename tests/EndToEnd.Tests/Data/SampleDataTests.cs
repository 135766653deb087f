using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Whole collections there and back.</summary>
[CancelAfter(120_000)]
internal sealed class SampleDataTests
{
    [TestCase("customers", true)]
    [TestCase("customers", false)]
    [TestCase("theaters", true)]
    [TestCase("theaters", false)]
    public async Task Every_document_goes_there_and_back_unharmed(string name, bool strict)
    {
        var lines = SampleData.Lines(name);
        await using var scene = new Scene(new SceneOptions { Strict = strict, Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true" } });
        await scene.Docs.Mongo.InsertAsync(lines);
        var originals = (await scene.Docs.Mongo.AllAsync()).Select(d => Documents.Canonical(d)).ToHashSet();
        Assert.That(originals, Has.Count.EqualTo(lines.Count));
        await scene.StartAsync();

        // There: the Big Peer's documents are what the table of types says.
        var expected = (await scene.Docs.Mongo.AllAsync()).Select(d => JsonText.Canonical(Plain.Text(d))).ToHashSet();
        await scene.UntilAsync("every document at the Big Peer", async () => await scene.Docs.BigPeer.CountAsync() is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        Assert.That((await scene.Docs.BigPeer.AllAsync()).Values.Where(d => !expected.Contains(d)).Take(3), Is.Empty);

        // Back: a change of every document arrives, and beside it each has the very bytes it had.
        await TouchAsync(scene, strict, "SET touched = true");
        await scene.UntilAsync("every change in MongoDB", async () => (await scene.Docs.Mongo.FindAsync("""{"touched":true}""", limit: 0)).Count is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        await TouchAsync(scene, strict, "UNSET touched");
        await scene.UntilAsync("every change in MongoDB", async () => (await scene.Docs.Mongo.FindAsync("""{"touched":true}""", limit: 0)).Count is var n && n == 0 ? null : $"{n} left");
        Assert.That((await scene.Docs.Mongo.AllAsync()).Select(d => Documents.Canonical(d)).Where(d => !originals.Contains(d)).Take(3), Is.Empty);
        Assert.That(await scene.Docs.Mongo.CountAsync(), Is.EqualTo(lines.Count));
        Assert.That(await scene.LettersAsync(), Is.Empty);
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
        SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{scene.Docs.BigPeer.Name}` {what} WHERE _id != ''", strict: strict);
}
