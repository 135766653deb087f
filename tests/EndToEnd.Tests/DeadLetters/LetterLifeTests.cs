using System.Text.Json;

namespace EndToEnd.Tests.DeadLetters;

/// <summary>What becomes of a letter: it is tried again on schedule and on request, put aside, kept within bounds, and known after a restart.</summary>
[CancelAfter(180_000)]
internal sealed class LetterLifeTests
{
    private Scene? _scene;

    private Scene Scene => _scene!;

    [TearDown]
    public async Task Stop()
    {
        if (_scene is not null) await _scene.DisposeAsync();
    }

    private Task StartAsync(string yaml)
    {
        _scene = new Scene(new SceneOptions { FullPassInterval = TimeSpan.FromMilliseconds(300), Yaml = yaml });
        return _scene.StartAsync();
    }

    /// <summary>Two documents in MongoDB and one at the Big Peer whose value a unique index holds for taken.</summary>
    private async Task ParkOneAsync()
    {
        await Scene.IndexAsync(Scene.Docs, """{"vin":1}""");
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"first","vin":1}""");
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":"second","vin":1,"note":"hidden-note"}""");
        await Scene.ParkedAsync("RefusedByMongo");
    }

    private Task DropIndexAsync() => Scene.Client.RunWriteCommandAsync(Scene.Database, Documents.Bson($$"""{"dropIndexes":"{{Scene.Docs.Mongo.Name}}","index":"of_the_test"}"""));

    private async Task<JsonElement> CallAsync(string method, string path, int code, string? body = null)
    {
        var (found, text) = await Scene.Bridge.CallAsync(method, path, Scene.Token, body);
        Assert.That(found, Is.EqualTo(code), text);
        return JsonDocument.Parse(text).RootElement;
    }

    [Test]
    public async Task On_schedule_a_letter_is_tried_again_and_goes_over_once_nothing_is_in_its_way()
    {
        await StartAsync("deadLetters: { retryInterval: 400ms }");
        await ParkOneAsync();
        await Scene.UntilAsync("three attempts", async () => (await Scene.LetterDocumentsAsync()).Single().GetProperty("attempts").GetProperty("$numberInt").GetString() is var n && int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture) >= 3 ? null : n);
        Assert.That(await Scene.Bridge.MetricAsync("bridge_dead_letters_total"), Is.EqualTo(1), "the same again is no news");
        await Scene.UntilAsync("two rounds", async () => await Scene.Bridge.MetricAsync("bridge_dead_letter_retries_total") is var n && n >= 2 ? null : $"{n}");
        await DropIndexAsync();
        await Scene.BothAsync("\"second\"", """{"_id":"second","vin":1,"note":"hidden-note"}""");
        await Scene.ParkedAsync();
    }

    [Test]
    public async Task On_request_letters_are_tried_again_one_by_one_and_by_filter()
    {
        await StartAsync("");
        await ParkOneAsync();
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":{"x":1}}""");
        await Scene.ParkedAsync("RefusedByMongo", "IdentityMismatch");
        var letters = (await CallAsync("GET", "/deadletters?reason=RefusedByMongo", 200)).GetProperty("items");
        Assert.That(letters.GetArrayLength(), Is.EqualTo(1));
        Assert.That(letters[0].GetProperty("dittoId").GetString(), Is.EqualTo("second"));
        Assert.That(letters[0].GetRawText(), Does.Not.Contain("hidden-note"));
        var id = letters[0].GetProperty("id").GetString();

        // What was on its way when the letters were written has come round.
        await Scene.PassesAsync(2);
        var before = (await CallAsync("GET", $"/deadletters/{id}", 200)).GetProperty("attempts").GetInt32();
        await CallAsync("POST", $"/deadletters/{id}/replay", 202);
        await Scene.UntilAsync("it was tried", async () => (await CallAsync("GET", $"/deadletters/{id}", 200)).GetProperty("attempts").GetInt32() is var n && n == before + 1 ? null : $"{n} attempts");
        await DropIndexAsync();
        var answer = await CallAsync("POST", "/deadletters/replay", 202, """{"side":"bigPeer"}""");
        Assert.That(answer.GetRawText(), Is.EqualTo("""{"accepted":2,"skipped":0,"continue":null}"""));
        await Scene.BothAsync("\"second\"", """{"_id":"second","vin":1,"note":"hidden-note"}""");
        await Scene.ParkedAsync("IdentityMismatch");
        await CallAsync("GET", $"/deadletters/{id}", 404);
    }

    [Test]
    public async Task A_discarded_letter_is_silent_until_its_document_changes_and_no_document_is_touched()
    {
        await StartAsync("deadLetters: { retryInterval: 300ms }");
        await ParkOneAsync();
        var id = (await CallAsync("GET", "/deadletters", 200)).GetProperty("items")[0].GetProperty("id").GetString();
        await CallAsync("DELETE", $"/deadletters/{id}", 200);
        Assert.That((await CallAsync("GET", "/deadletters", 200)).GetProperty("items").GetArrayLength(), Is.Zero);
        Assert.That(await Scene.Bridge.MetricAsync("bridge_dead_letters"), Is.Zero);
        await Scene.StopAsync();
        await Scene.StartAsync();
        await Scene.PassesAsync(5);
        Assert.That((await CallAsync("GET", "/deadletters?discarded=true", 200)).GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(await Scene.Docs.BigPeer.FindAsync("\"second\""), Is.Not.Null);
        Assert.That(await Scene.Bridge.MetricAsync("bridge_dead_letters_total"), Is.Zero);

        await Scene.Docs.BigPeer.UpdateAsync("\"second\"", "SET note = :v", "\"changed\"");
        await Scene.UntilAsync("it is a letter again", async () => (await CallAsync("GET", "/deadletters", 200)).GetProperty("items").GetArrayLength() == 1 ? null : "not yet");
        await Scene.Docs.BigPeer.UpdateAsync("\"second\"", "SET vin = 2");
        await Scene.BothAsync("\"second\"", """{"_id":"second","vin":2,"note":"changed"}""");
        await Scene.ParkedAsync();
    }

    [Test]
    public async Task Letters_beyond_the_maximum_are_loud_and_nothing_is_lost()
    {
        await StartAsync("deadLetters: { maximum: 3, retryInterval: 400ms }");
        await Scene.IndexAsync(Scene.Docs, """{"vin":1}""");
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"first","vin":1}""");
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 5).Select(i => $$$"""{"_id":{"bad":{{{i}}}},"vin":{{{10 + i}}}}"""));
        await Scene.ParkedAsync(Enumerable.Repeat("UnsupportedIdentity", 3));
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":"second","vin":1}""", """{"_id":"good"}""");
        await Scene.BothAsync("\"good\"", """{"_id":"good"}""");
        await Scene.UntilAsync("it is loud", async () => await Scene.Bridge.MetricAsync("bridge_dead_letters_unkept_total") >= 3 ? null : "not yet");
        await Scene.Bridge.LogAsync("DeadLettersFull: ");
        Assert.That(await Scene.Bridge.MetricAsync("bridge_dead_letters_full"), Is.EqualTo(1));
        var (code, reasons) = await Scene.Bridge.GetStatusAsync("/readyz");
        Assert.That((code, reasons), Is.EqualTo((503, "[-]dead-letters: DeadLettersFull: no further document can be parked; correct or discard parked documents, or raise deadLetters.maximum\n")));
        Assert.That((await Scene.Bridge.GetStatusAsync("/status")).Body, Does.Contain("\"deadLettersFull\":true"));

        foreach (var letter in await Scene.LetterDocumentsAsync()) await Scene.Docs.Mongo.DeleteAsync(letter.GetProperty("mongoId").GetRawText());
        await Scene.ParkedAsync("UnsupportedIdentity", "UnsupportedIdentity", "RefusedByMongo");
        await Scene.Docs.Mongo.DeleteAsync((await Scene.LetterDocumentsAsync()).Where(l => l.GetProperty("reason").GetString() == "UnsupportedIdentity").Select(l => l.GetProperty("mongoId").GetRawText()));
        await Scene.ParkedAsync("RefusedByMongo");
        await Scene.Bridge.ReadyAsync();
    }

    [Test]
    public async Task Copies_are_kept_where_they_are_asked_for_and_only_there()
    {
        await StartAsync("deadLetters: { keepDocuments: true }");
        await ParkOneAsync();
        var id = (await CallAsync("GET", "/deadletters", 200)).GetProperty("items")[0].GetProperty("id").GetString();
        Assert.That((await CallAsync("GET", $"/deadletters/{id}", 200)).GetProperty("document").GetString(), Does.Contain("hidden-note"));
        Assert.That(string.Join('\n', Scene.Bridge.Process.Output), Does.Not.Contain("hidden-note"));
    }

    [Test]
    public async Task The_token_is_needed_and_never_shown()
    {
        await StartAsync("");
        await ParkOneAsync();
        foreach (var token in new[] { null, "wrong-token-of-the-tests" })
        {
            Assert.That((await Scene.Bridge.CallAsync("GET", "/deadletters", token)).Code, Is.EqualTo(401));
            Assert.That((await Scene.Bridge.CallAsync("POST", "/deadletters/replay", token, "{}")).Code, Is.EqualTo(401));
        }
        foreach (var path in new[] { "/health", "/livez", "/readyz", "/status" }) Assert.That((await Scene.Bridge.GetStatusAsync(path)).Body, Does.Not.Contain(Scene.Token));
        await CallAsync("GET", "/deadletters", 200);
        Assert.That(string.Join('\n', Scene.Bridge.Process.Output.Concat(Scene.Bridge.Process.Errors)), Does.Not.Contain(Scene.Token));
    }
}
