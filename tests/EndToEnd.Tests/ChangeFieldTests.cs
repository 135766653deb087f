namespace EndToEnd.Tests;

/// <summary>Polling by a field that grows with every change.</summary>
[CancelAfter(120_000)]
internal sealed class ChangeFieldTests
{
    private static readonly Dictionary<string, string> Collections = new() { ["docs"] = "fields: [_id], initialSync: true, changeField: rev" };

    [Test]
    public async Task Only_what_is_newer_is_read_until_the_next_full_pass()
    {
        await using var scene = new Scene(new SceneOptions { Collections = Collections });
        await scene.Docs.BigPeer.InsertAsync(Enumerable.Range(1, 30).Select(i => $$"""{"_id":"{{i}}","rev":{{i}},"a":0}"""));
        await scene.StartAsync();
        await scene.BothAsync("\"30\"", """{"_id":"30","rev":30,"a":0}""");
        await scene.BothAsync("\"7\"", """{"_id":"7","rev":7,"a":0}""");

        await scene.Docs.BigPeer.UpdateAsync("\"7\"", "SET a = 1");
        for (var rev = 31; rev <= 35; rev++)
        {
            await scene.Docs.BigPeer.UpdateAsync($"\"{rev - 30}\"", "SET a = 1, rev = :v", $"{rev}");
            await scene.BothAsync($"\"{rev - 30}\"", $$"""{"_id":"{{rev - 30}}","rev":{{rev}},"a":1}""");
        }
        Assert.That(await scene.Docs.Mongo.FindAsync("\"7\""), Is.EqualTo(Documents.Canonical("""{"_id":"7","rev":7,"a":0}""")), "the change field did not grow");
        await scene.StopAsync();
        await scene.StartAsync();
        await scene.BothAsync("\"7\"", """{"_id":"7","rev":7,"a":1}""");
    }

    [Test]
    public async Task The_full_pass_finds_deletes_and_changes_that_the_field_hides()
    {
        await using var scene = new Scene(new SceneOptions { Collections = Collections, FullPassInterval = TimeSpan.FromSeconds(1) });
        await scene.Docs.BigPeer.InsertAsync(Enumerable.Range(1, 10).Select(i => $$"""{"_id":"{{i}}","rev":{{i}},"a":0}"""));
        await scene.StartAsync();
        await scene.BothAsync("\"3\"", """{"_id":"3","rev":3,"a":0}""");
        await scene.BothAsync("\"4\"", """{"_id":"4","rev":4,"a":0}""");
        await scene.Docs.BigPeer.DeleteAsync("\"3\"");
        await scene.Docs.BigPeer.UpdateAsync("\"4\"", "SET a = 1");
        await scene.BothAsync("\"3\"", document: null);
        await scene.BothAsync("\"4\"", """{"_id":"4","rev":4,"a":1}""");
    }

    [Test]
    public async Task Documents_with_one_and_the_same_value_are_all_seen()
    {
        await using var scene = new Scene(new SceneOptions { Collections = Collections });
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"old","rev":"2026-01-01T00:00:00.000Z"}""");
        await scene.StartAsync();
        await scene.BothAsync("\"old\"", """{"_id":"old","rev":"2026-01-01T00:00:00.000Z"}""");
        await scene.Docs.BigPeer.InsertAsync(Enumerable.Range(1, 1500).Select(i => $$"""{"_id":"{{i}}","rev":"2026-01-02T00:00:00.000Z"}"""));
        await scene.UntilAsync("1501 documents", async () => await scene.Docs.Mongo.CountAsync() is var n && n == 1501 ? null : $"{n}");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"late","rev":"2026-01-02T00:00:00.000Z"}""");
        await scene.BothAsync("\"late\"", """{"_id":"late","rev":"2026-01-02T00:00:00.000Z"}""");
    }
}
