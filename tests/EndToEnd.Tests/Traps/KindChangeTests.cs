using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>
/// A field of Ditto can hold a map, a register and a counter at once, and maps merge: every kind of value becomes every other and back, at the top and at
/// depth, changed in MongoDB and changed in Ditto, and nothing of the old stays. The documents of a test change in one batch.
/// </summary>
[TestFixture("strict")]
[TestFixture("maps")]
[TestFixture("ejson")]
[CancelAfter(240_000)]
internal sealed class KindChangeTests(string mode)
{
    private readonly KindScene _kinds = new(mode);

    private Scene Scene => _kinds.Scene;

    [OneTimeSetUp]
    public Task Start() => Scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _kinds.DisposeAsync();

    [Test]
    public async Task In_MongoDB_every_kind_becomes_every_other_and_back_and_goes()
    {
        var pairs = _kinds.Pairs;
        await Scene.Docs.Mongo.InsertAsync(pairs.Select((p, i) => KindScene.Document("m", i, p.From)));
        await _kinds.AllAsync("m", i => pairs[i].From);
        await SetAsync(i => pairs[i].To);
        await SetAsync(i => pairs[i].From);
        await Scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"m-{i}\"", """{"$unset":{"v":"","o.p.v":""}}""")));
        await _kinds.AllAsync("m", _ => null);
        await SetAsync(i => pairs[i].To);

        async Task SetAsync(Func<int, string> value)
        {
            await Scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"m-{i}\"", $$$"""{"$set":{"v":{{{value(i)}}},"o.p.v":{{{value(i)}}} } }""")));
            await _kinds.AllAsync("m", value);
        }
    }

    [Test]
    public async Task In_Ditto_every_kind_becomes_every_other_and_back_and_goes()
    {
        var pairs = _kinds.Pairs;
        await Scene.Docs.BigPeer.InsertAsync(pairs.Select((p, i) => KindScene.Document("d", i, p.From)));
        await _kinds.AllAsync("d", i => pairs[i].From);
        await SetAsync(i => pairs[i].To);
        await SetAsync(i => pairs[i].From);
        await UnsetAsync();
        await _kinds.AllAsync("d", _ => null);
        await SetAsync(i => pairs[i].To);

        async Task UnsetAsync()
        {
            if (mode == "strict") await RunAsync("UNSET v", "null");
            else await RunAsync("UNSET v, o.p.v", "null");
            // An object is one register here: its member goes by writing it anew.
            if (mode == "strict") await RunAsync("SET o = :v", """{"p":{"u":"u"}}""");
        }

        async Task SetAsync(Func<int, string> value)
        {
            // A map that is set over a map merges, and so do wrappers: apps remove what they replace.
            await UnsetAsync();
            foreach (var group in Enumerable.Range(0, pairs.Count).GroupBy(value))
            {
                var o = mode == "strict" ? ", o = {'p': {'u': 'u', 'v': :v}}" : ", o.p.v = :v";
                await RunAsync($"SET v = :v{o}", group.Key, [.. group]);
            }
            await _kinds.AllAsync("d", value);
        }

        async Task RunAsync(string what, string value, IReadOnlyList<int>? chosen = null)
        {
            var ids = string.Join(',', (chosen ?? [.. Enumerable.Range(0, pairs.Count)]).Select(i => $"\"d-{i}\""));
            await SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{Scene.Docs.BigPeer.Name}` {what} WHERE _id IN :ids", $$"""{"ids":[{{ids}}],"v":{{value}}}""", mode == "strict");
        }
    }
}
