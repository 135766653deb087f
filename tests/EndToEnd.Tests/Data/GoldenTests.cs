using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Every type, each mode, through the bridge and the real engine: exactly as the golden files of the conversion say.</summary>
[TestFixture("native", true)]
[TestFixture("native", false)]
[TestFixture("ejson", false)]
[CancelAfter(180_000)]
internal sealed class GoldenTests(string mode, bool strict)
{
    private readonly List<ConversionGolden> _goldens = [.. ConversionGolden.Names($"{mode}-").Select(ConversionGolden.Read)];

    [Test]
    public async Task Documents_of_MongoDB_are_in_Ditto_what_the_files_say_and_a_change_beside_a_value_leaves_it_untouched()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(_goldens.Select(g => g.Mongo));
        await scene.StartAsync();
        await AllAsync(scene, mongo: null, g => g.Ditto);

        await TouchAsync(scene, "SET touched = true");
        await AllAsync(scene, g => With(g.Mongo, "touched"), g => With(g.Ditto, "touched"));
        await TouchAsync(scene, "UNSET touched");
        await AllAsync(scene, g => g.Mongo, g => g.Ditto);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task Changes_in_Ditto_become_in_MongoDB_what_the_files_say_and_settle()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(_goldens.Select(g => g.Mongo));
        await scene.StartAsync();
        await AllAsync(scene, mongo: null, g => g.Ditto);

        foreach (var golden in _goldens) await EditAsync(scene, golden);
        await AllAsync(scene, g => g.Edited, g => g.Settled);
        await scene.SettleAsync();
        await AllAsync(scene, g => g.Edited, g => g.Settled);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task What_is_made_in_Ditto_becomes_in_MongoDB_what_the_files_say()
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await scene.Docs.BigPeer.InsertAsync(_goldens.Select(g => g.Ditto));
        await AllAsync(scene, g => g.Created, bigPeer: null);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    private Scene NewScene() => new(new SceneOptions { Strict = strict, Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}" } });

    /// <summary>Waits until each golden's document on each side is as given; null: not looked at.</summary>
    private Task AllAsync(Scene scene, Func<ConversionGolden, string>? mongo, Func<ConversionGolden, string>? bigPeer) => scene.UntilAsync("the documents of the golden files", async () =>
    {
        var differences = new List<string>();
        if (mongo is not null)
        {
            var found = (await scene.Docs.Mongo.FindAsync("{}", limit: 0)).Select(JsonText.Canonical).ToHashSet();
            differences.AddRange(_goldens.Select(g => JsonText.Canonical(Documents.Canonical(mongo(g)))).Where(d => !found.Contains(d)).Select(d => $"MongoDB lacks {d}"));
        }
        if (bigPeer is not null)
        {
            var found = await scene.Docs.BigPeer.AllAsync();
            differences.AddRange(_goldens.Select(g => (Expected: JsonText.Canonical(bigPeer(g)), Found: found.GetValueOrDefault($"\"{g.Name}\"")))
                .Where(d => d.Expected != d.Found).Select(d => $"the Big Peer should have {d.Expected}\nbut has {d.Found ?? "none"}"));
        }
        return differences.Count == 0 ? null : $"{differences.Count} differences:\n{string.Join('\n', differences.Take(5))}";
    });

    /// <summary>As an app does it: the top-level fields that change are set, those that are gone are removed.</summary>
    private async Task EditAsync(Scene scene, ConversionGolden golden)
    {
        using var before = JsonDocument.Parse(golden.Ditto);
        using var after = JsonDocument.Parse(golden.Edit);
        var sets = after.RootElement.EnumerateObject().Where(m => !before.RootElement.TryGetProperty(m.Name, out var old) || JsonText.Canonical(old) != JsonText.Canonical(m.Value)).ToList();
        var unsets = before.RootElement.EnumerateObject().Where(m => !after.RootElement.TryGetProperty(m.Name, out _)).Select(m => Quoted(m.Name)).ToList();
        var what = $"SET {string.Join(", ", sets.Select((m, i) => $"{Quoted(m.Name)} = :v{i}"))}" + (unsets.Count == 0 ? "" : $" UNSET {string.Join(", ", unsets)}");
        var arguments = $$"""{"id":"{{golden.Name}}",{{string.Join(',', sets.Select((m, i) => $"\"v{i}\":{m.Value.GetRawText()}"))}}}""";
        await SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{scene.Docs.BigPeer.Name}` {what} WHERE _id = :id", arguments, strict);
    }

    private Task TouchAsync(Scene scene, string what) => SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{scene.Docs.BigPeer.Name}` {what}", strict: strict);

    private static string With(string document, string field) => $"{document[..^1]},\"{field}\":true}}";

    private static string Quoted(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
