using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>
/// A value that is set over another in Ditto, without an UNSET between, lies over it, and what lies beneath comes up again. Wrappers of ejson mode merge
/// instead: see <see cref="WrapperMergeTests"/>.
/// </summary>
[TestFixture("strict")]
[TestFixture("maps")]
[CancelAfter(240_000)]
internal sealed class KindOverlayTests(string mode)
{
    private readonly KindScene _kinds = new(mode);

    private Scene Scene => _kinds.Scene;

    [OneTimeSetUp]
    public Task Start() => Scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _kinds.DisposeAsync();

    [Test]
    public async Task In_Ditto_a_value_that_is_set_over_another_arrives_as_Ditto_shows_it()
    {
        var pairs = _kinds.Pairs;
        await Scene.Docs.BigPeer.InsertAsync(pairs.Select((p, i) => KindScene.Document("s", i, p.From)));
        await _kinds.AllAsync("s", i => pairs[i].From);
        for (var i = 0; i < pairs.Count; i++) await Scene.Docs.BigPeer.UpdateAsync($"\"s-{i}\"", "SET v = :v", pairs[i].To);
        await _kinds.SameAsync("s");
        // What lies beneath comes up again.
        for (var i = 0; i < pairs.Count; i++) await Scene.Docs.BigPeer.UpdateAsync($"\"s-{i}\"", "UNSET v");
        await _kinds.SameAsync("s");
        await Scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"s-{i}\"", """{"$set":{"v":"last"}}""")));
        await _kinds.SameAsync("s");
        await Scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"s-{i}\"", """{"$unset":{"v":""}}""")));
        await Scene.UntilAsync("v is gone", async () => (await Scene.Docs.BigPeer.AllAsync()).Values.FirstOrDefault(d => d.Contains("\"_id\":\"s-", StringComparison.Ordinal) && Has(d, "v")));
        await _kinds.SameAsync("s");
    }

    private static bool Has(string document, string name)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.TryGetProperty(name, out _);
    }
}
