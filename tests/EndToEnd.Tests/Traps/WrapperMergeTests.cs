namespace EndToEnd.Tests.Traps;

/// <summary>In ejson mode every typed value is an object at the Big Peer, and objects merge.</summary>
[CancelAfter(120_000)]
internal sealed class WrapperMergeTests
{
    private readonly Scene _scene = new(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true, mode: ejson" } });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_date_that_an_app_sets_over_an_ObjectId_is_parked_until_it_is_one_of_both()
    {
        const string Date = """{"$date":{"$numberLong":"1"}}""", Oid = """{"$oid":"5ca4bbcea2dd94ee58162a69"}""";
        await _scene.Docs.Mongo.InsertAsync($$"""{"_id":"merged","v":{{Oid}} }""");
        await _scene.BothAsync("\"merged\"", $$"""{"_id":"merged","v":{{Oid}} }""");
        await _scene.Docs.BigPeer.UpdateAsync("\"merged\"", "SET v = :v", Date);
        Assert.That(await _scene.Docs.BigPeer.FindAsync("\"merged\""), Does.Contain("$date").And.Contain("$oid"), "this is the trap");
        await _scene.UntilAsync("a dead letter", async () => await _scene.LettersAsync() is ["RefusedByMongo"] ? null : string.Join(", ", await _scene.LettersAsync()));
        Assert.That(await _scene.Docs.Mongo.FindAsync("\"merged\""), Does.Contain("$oid").And.Not.Contain("$date"), "nothing half-read reaches MongoDB");
        await _scene.Docs.BigPeer.UpdateAsync("\"merged\"", "UNSET v.`$oid`");
        await _scene.BothAsync("\"merged\"", $$"""{"_id":"merged","v":{{Date}} }""");
        await _scene.UntilAsync("no dead letter", async () => await _scene.LettersAsync() is [] ? null : "still there");
    }
}
