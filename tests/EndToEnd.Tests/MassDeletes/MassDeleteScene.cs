using System.Text.Json;

namespace EndToEnd.Tests.MassDeletes;

/// <summary>A bridge whose guard stops at more than a fifth and at least twenty documents, with a hundred documents on both sides.</summary>
internal sealed class MassDeleteScene : IAsyncDisposable
{
    public const int Documents = 100;

    public MassDeleteScene(SceneOptions? options = null, OwnMongo? mongo = null) =>
        Scene = new Scene((options ?? new SceneOptions()) with { Yaml = "massDeleteGuard: { share: 0.2, minimum: 20 }" }, mongo: mongo);

    public Scene Scene { get; }

    public static string Id(int n) => $"\"d{n:000}\"";

    public static string Document(int n) => $$"""{"_id":{{Id(n)}},"n":{{n}},"on":true}""";

    /// <summary>Starts the bridge with all documents on both sides.</summary>
    public async Task StartAsync()
    {
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, Documents).Select(Document));
        await Scene.StartAsync();
        await CountsAsync(Documents, Documents);
        // The ledger follows the write: what it does not know yet is nobody's delete.
        await Scene.UntilAsync("the ledger knows them all", async () => await Scene.Bridge.MetricAsync("bridge_ledger_entries") is var n && n >= Documents ? null : $"{n}");
    }

    /// <summary>One command, as a user's deleteMany.</summary>
    public Task DeleteInMongoAsync(int from, int to) => Scene.Client.RunWriteCommandAsync(Scene.Database, EndToEnd.Tests.Documents.Bson(
        $$$"""{"delete":"{{{Scene.Docs.Mongo.Name}}}","deletes":[{"q":{"n":{"$gte":{{{from}}},"$lt":{{{to}}}}},"limit":0}]}"""));

    /// <summary>One statement, as a user's.</summary>
    public Task DeleteInBigPeerAsync(int from, int to) => SharedServers.BigPeer.Api.ExecuteAsync($"DELETE FROM `{Scene.Docs.BigPeer.Name}` WHERE n >= {from} AND n < {to}", "{}", strict: false);

    /// <summary>Waits until both sides hold so many documents.</summary>
    public Task CountsAsync(long mongo, long bigPeer) => Scene.UntilAsync($"{mongo} documents in MongoDB and {bigPeer} in Ditto", async () =>
    {
        var found = (await Scene.Docs.Mongo.CountAsync(), await Scene.Docs.BigPeer.CountAsync());
        return found == (mongo, bigPeer) ? null : $"{found}";
    });

    /// <summary>Waits until deletes are held on account of so many documents.</summary>
    /// <returns>The id of the block.</returns>
    public async Task<string> BlockedAsync(string side, long count)
    {
        var id = "";
        await Scene.UntilAsync($"{count} documents are lacking in {side}", async () =>
        {
            var blocks = await BlocksAsync();
            if (blocks.FirstOrDefault(b => b.GetProperty("side").GetString() == side) is not { ValueKind: JsonValueKind.Object } block || block.GetProperty("count").GetInt64() != count) return string.Join(' ', blocks);
            id = block.GetProperty("id").GetString()!;
            return null;
        });
        return id;
    }

    public Task UnblockedAsync() => Scene.UntilAsync("nothing is held", async () => await BlocksAsync() is { Count: > 0 } blocks ? string.Join(' ', blocks) : null);

    public async Task<IReadOnlyList<JsonElement>> BlocksAsync()
    {
        var (_, body) = await Scene.Bridge.GetStatusAsync("/status");
        using var status = JsonDocument.Parse(body);
        return [.. status.RootElement.GetProperty("collections").EnumerateArray().SelectMany(c => c.GetProperty("massDeletes").EnumerateArray()).Select(b => b.Clone())];
    }

    /// <summary>All ids that a release would delete, page by page.</summary>
    public async Task<IReadOnlyList<string>> ListedAsync(string side, int limit)
    {
        var ids = new List<string>();
        string? next = null;
        do
        {
            var path = $"/control/mass-deletes?collection={Scene.Docs.Mongo.Name}&side={side}&limit={limit}" + (next is null ? "" : $"&continue={next}");
            var (code, body) = await Scene.Bridge.CallAsync("GET", path, Scene.Token);
            if (code != 200) throw new InvalidOperationException($"{code} {body}");
            using var page = JsonDocument.Parse(body);
            var found = page.RootElement.GetProperty("ids").EnumerateArray().Select(i => i.GetRawText()).ToList();
            if (found.Count > limit) throw new InvalidOperationException($"{found.Count} ids on a page of {limit}");
            ids.AddRange(found);
            next = page.RootElement.GetProperty("continue").GetString();
        }
        while (next is not null);
        return ids;
    }

    public Task<(int Code, string Body)> ReleaseAsync(string side, string? id = null, string? token = Scene.Token) =>
        Scene.Bridge.CallAsync("POST", "/control/mass-deletes/release", token, $$"""{"collection":"{{Scene.Docs.Mongo.Name}}","side":"{{side}}"{{(id is null ? "" : $",\"id\":\"{id}\"")}}}""");

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
