using MongoC;

namespace EndToEnd.Tests.DeadLetters;

/// <summary>Documents of MongoDB that Ditto refuses or that cannot be read, with what it says and how they heal.</summary>
[CancelAfter(180_000)]
internal sealed class RefusedByBigPeerTests
{
    private Scene _scene = null!;

    [SetUp]
    public Task Start()
    {
        _scene = new Scene(new SceneOptions { FullPassInterval = TimeSpan.FromMilliseconds(500) });
        return _scene.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_document_above_5_MiB_is_parked_with_its_size_and_never_sent()
    {
        await _scene.Docs.Mongo.InsertAsync($$"""{"_id":"big","t":"{{new string('x', 5_300_000)}}"}""", $$"""{"_id":"many","a":[{{string.Join(',', Enumerable.Repeat("1", 600_000))}}]}""", """{"_id":"small"}""");
        await _scene.ParkedAsync("RefusedByBigPeer", "RefusedByBigPeer");
        var messages = (await _scene.LetterDocumentsAsync()).Select(l => l.GetProperty("message").GetString()!).ToList();
        Assert.That(messages, Has.All.Contain("5242880 (5 MiB) at most").And.All.Contain("Make it smaller in MongoDB").And.Some.Contain("at least 53000").And.Some.Contain("at least 54000"));
        await _scene.BothAsync("\"small\"", """{"_id":"small"}""");
        Assert.That(await _scene.Bridge.MetricAsync("bridge_bisected_batches_total"), Is.Zero, "nothing was refused, for nothing was sent");

        await _scene.Docs.Mongo.UpdateAsync("\"big\"", """{"$set":{"t":"short"}}""");
        await _scene.BothAsync("\"big\"", """{"_id":"big","t":"short"}""");
        await _scene.Docs.Mongo.DeleteAsync("\"many\"");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task A_document_that_grows_beyond_5_MiB_keeps_its_last_state_in_Ditto()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"grows","a":1}""");
        await _scene.BothAsync("\"grows\"", """{"_id":"grows","a":1}""");
        await _scene.Docs.Mongo.UpdateAsync("\"grows\"", $$$"""{"$set":{"t":"{{{new string('x', 5_300_000)}}}","a":2}}""");
        await _scene.ParkedAsync("RefusedByBigPeer");
        Assert.That(await _scene.Docs.BigPeer.FindAsync("\"grows\""), Is.EqualTo("""{"_id":"grows","a":1}"""));
        await _scene.Docs.Mongo.UpdateAsync("\"grows\"", """{"$unset":{"t":1}}""");
        await _scene.BothAsync("\"grows\"", """{"_id":"grows","a":2}""");
        await _scene.ParkedAsync();
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(500)]
    public async Task Of_a_batch_of_500_only_the_ones_to_blame_are_parked(int bad)
    {
        var blamed = Enumerable.Range(0, bad).Select(i => bad == 1 ? 250 : i * 499 / (bad - 1)).ToHashSet();
        await _scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 500).Select(i => $$"""{"_id":"d{{i}}","v":{{(blamed.Contains(i) ? Nested(140) : "1")}}}"""));
        await _scene.UntilAsync("the ones to blame are parked", async () => (await _scene.LettersAsync()).Count is var n && n == blamed.Count ? null : $"{n} letters", TimeSpan.FromSeconds(120));
        var letters = await _scene.LetterDocumentsAsync();
        Assert.That(letters.Select(l => l.GetProperty("_id").GetProperty("d").GetString()), Is.EquivalentTo(blamed.Select(i => $"\"d{i}\"")));
        Assert.That(letters.Select(l => l.GetProperty("message").GetString()), Has.All.Contain("The Big Peer answered 400").And.All.Contain("141 levels of about 120").And.All.Contain("Correct it in MongoDB"));
        await _scene.UntilAsync("the others are there", async () => await _scene.Docs.BigPeer.CountAsync() is var n && n == 500 - blamed.Count ? null : $"{n} documents");
    }

    [Test]
    public async Task Nesting_that_Ditto_takes_goes_over()
    {
        await _scene.Docs.Mongo.InsertAsync($$"""{"_id":"deep","v":{{Nested(100)}}}""");
        await _scene.UntilAsync("it is there", async () => await _scene.Docs.BigPeer.FindAsync("\"deep\"") is null ? "not yet" : null);
    }

    [TestCase("docs")]
    public async Task Text_that_is_not_UTF8_is_unreadable_and_heals(string name)
    {
        var pair = _scene[name];
        await InsertBrokenAsync(pair, """{"_id":"broken","t":"~~broken~~"}""", "~~broken~~");
        await pair.Mongo.InsertAsync("""{"_id":"good"}""");
        Assert.That(await _scene.ParkedForAsync("Unreadable"), Does.Contain("'t'").And.Contain("UTF-8").And.Contain("Correct it there").And.Not.Contain("broken~"));
        await _scene.BothAsync("\"good\"", """{"_id":"good"}""");
        await pair.Mongo.UpdateAsync("\"broken\"", """{"$set":{"t":"mended"}}""");
        await _scene.BothAsync("\"broken\"", """{"_id":"broken","t":"mended"}""");
        await _scene.ParkedAsync();
    }

    [Test]
    public async Task An_id_that_is_not_UTF8_ends_nothing()
    {
        await InsertBrokenAsync(_scene.Docs, """{"_id":"~~broken~~"}""", "~~broken~~");
        await _scene.UntilAsync("it is parked", async () => await _scene.Bridge.MetricAsync("bridge_dead_letters") is 1 ? null : "not yet");
        await _scene.SettleAsync();
        var (code, body) = await _scene.Bridge.CallAsync("GET", "/deadletters", Scene.Token);
        Assert.That(code, Is.EqualTo(200), body);
        Assert.That(body, Does.Contain("\"reason\":\"Unreadable\"").And.Contain("'_id'").And.Contain("UTF-8").And.Contain("\"mongoId\":null"));
    }

    [Test]
    public async Task An_id_longer_than_Ditto_takes_is_parked_and_stands_in_nobody_s_way()
    {
        var (fits, exceeds) = (new string('i', 254), new string('i', 255));
        await _scene.Docs.Mongo.InsertAsync($$"""{"_id":"{{fits}}"}""", $$"""{"_id":"{{exceeds}}"}""", """{"_id":"good"}""");
        Assert.That(await _scene.ParkedForAsync("UnsupportedIdentity"), Does.Contain("'_id'").And.Contain("257 bytes").And.Contain("256 at most").And.Contain("Shorten"));
        await _scene.BothAsync($"\"{fits}\"", $$"""{"_id":"{{fits}}"}""");
        await _scene.BothAsync("\"good\"", """{"_id":"good"}""");
    }

    private static string Nested(int levels) => new string('[', levels) + "1" + new string(']', levels);

    /// <summary>Puts a byte that no UTF-8 text has into a text, as a program without checks does.</summary>
    private async Task InsertBrokenAsync(CollectionPair pair, string document, string text)
    {
        var bson = Documents.Bson(document);
        var at = bson.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        bson[at] = 0xFF;
        var result = await _scene.Client.BulkWriteAsync(_scene.Database, pair.Mongo.Name, new BulkWrite().Insert(bson), ordered: true);
        Assert.That(result.HasErrors, Is.False);
    }
}
