using TestKit;

namespace EndToEnd.Tests;

/// <summary>Documents that cannot be synchronised are parked with a reason; the others go on.</summary>
[CancelAfter(120_000)]
internal sealed class DeadLetterTests
{
    private Scene _scene = null!;

    [SetUp]
    public Task Start()
    {
        _scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true", ["orders"] = "fields: [orderId], initialSync: true" } });
        return _scene.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_missing_mapped_field()
    {
        var pair = _scene["orders"];
        await pair.Mongo.InsertAsync("""{"_id":"none","a":1}""", """{"_id":"null","orderId":null}""", """{"_id":"good","orderId":1}""");
        await LettersAsync("MissingIdentity", "MissingIdentity");
        Assert.That((await pair.BigPeer.AllAsync()).Keys, Is.EqualTo(new[] { "1" }));

        await pair.Mongo.UpdateAsync("\"none\"", """{"$set":{"orderId":2}}""");
        await pair.Mongo.DeleteAsync("\"null\"");
        await _scene.UntilAsync("the document that has its field now", async () => await pair.BigPeer.FindAsync("2") is null ? "not there" : null);
    }

    [Test]
    public async Task Two_documents_of_one_mapped_id()
    {
        var pair = _scene["orders"];
        await pair.Mongo.InsertAsync("""{"_id":"first","orderId":1,"a":"first"}""");
        await _scene.UntilAsync("the first", async () => await pair.BigPeer.FindAsync("1") is null ? "not there" : null);
        await pair.Mongo.InsertAsync("""{"_id":"second","orderId":1,"a":"second"}""");
        await LettersAsync("DuplicateIdentity");
        Assert.That(await pair.BigPeer.FindAsync("1"), Is.EqualTo("""{"_id":1,"a":"first","orderId":1}"""));
    }

    [Test]
    public async Task A_Ditto_id_that_does_not_fit()
    {
        var pair = _scene["orders"];
        await pair.BigPeer.InsertAsync("""{"_id":{"a":1},"b":1}""", """{"_id":5,"b":1}""");
        await LettersAsync("IdentityMismatch");
        await _scene.UntilAsync("the one that fits", async () => (await pair.Mongo.CountAsync()) == 1 ? null : $"{await pair.Mongo.CountAsync()} documents in MongoDB");
    }

    [Test]
    public async Task A_MongoDB_id_that_Ditto_cannot_hold()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":{"a":1}}""", """{"_id":1.5}""", """{"_id":"good"}""");
        await LettersAsync("UnsupportedIdentity", "UnsupportedIdentity");
        await _scene.BothAsync("\"good\"", """{"_id":"good"}""");
    }

    [Test]
    public async Task A_document_too_large_for_the_Big_Peer()
    {
        await _scene.Docs.Mongo.InsertAsync($$"""{"_id":"big","t":"{{new string('x', 5_300_000)}}"}""", """{"_id":"small"}""");
        await LettersAsync("RefusedByBigPeer");
        await _scene.BothAsync("\"small\"", """{"_id":"small"}""");
        await _scene.Docs.Mongo.UpdateAsync("\"big\"", """{"$set":{"t":"short"}}""");
        await _scene.BothAsync("\"big\"", """{"_id":"big","t":"short"}""");
        await LettersAsync();
    }

    private Task LettersAsync(params string[] reasons) => _scene.UntilAsync($"dead letters {string.Join(", ", reasons)}", async () =>
    {
        var letters = await _scene.LettersAsync();
        return letters.SequenceEqual(reasons) ? null : string.Join(", ", letters);
    });
}
