using TestKit;

namespace EndToEnd.Tests.Identity;

/// <summary>A mapped field that changes in MongoDB after the bridge has brought a document of Ditto there, or found its counterpart, and before the ledger knows of it.</summary>
[CancelAfter(120_000)]
internal sealed class UnrecordedLinkTests
{
    private OwnMongo _mongo = null!;
    private Scene _scene = null!;

    [SetUp]
    public async Task Start()
    {
        _mongo = await OwnMongo.StartAsync();
        _scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [k], initialSync: false" } }, mongo: _mongo);
    }

    [TearDown]
    public async Task Stop()
    {
        await _scene.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Test]
    public async Task A_document_made_in_Ditto_whose_mapped_field_changes_at_once_is_there_under_its_new_id_alone()
    {
        await _scene.StartAsync();
        await using (await HoldLedgerAsync())
        {
            await _scene.Docs.BigPeer.InsertAsync("""{"_id":"old","a":1}""");
            await ChangeAsync("made", """{"k":"old"}""");
            await HintedAsync();
        }
        await MovedAsync();
    }

    [Test]
    public async Task A_document_that_both_sides_had_whose_mapped_field_changes_at_once_is_there_under_its_new_id_alone()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"m","k":"old","b":1}""");
        await _scene.StartAsync();
        await using (await HoldLedgerAsync())
        {
            await _scene.Docs.BigPeer.InsertAsync("""{"_id":"old","a":1}""");
            await ChangeAsync("merged", """{"k":"old","a":1}""");
            await HintedAsync();
        }
        await MovedAsync();
    }

    /// <summary>The ledger takes nothing, until it is released.</summary>
    private async Task<IAsyncDisposable> HoldLedgerAsync()
    {
        await _mongo.FailPointAsync($$"""{"times":1}""", $$"""{"failCommands":["update"],"namespace":"{{_scene.Database}}.__ditto_connector_documents","blockConnection":true,"blockTimeMS":4000}""");
        return new Release(_mongo);
    }

    private async Task ChangeAsync(string what, string filter)
    {
        var id = "";
        await _scene.UntilAsync(what, async () =>
        {
            var found = await _scene.Docs.Mongo.FindAsync(filter, limit: 0);
            if (found.Count != 1) return $"{found.Count} documents";
            id = Plain.Member(found[0], "_id");
            return null;
        });
        Assert.That(await new MongoCollection(_scene.Client, _scene.Database, "__ditto_connector_documents").FindAsync("""{"m":{"$exists":true}}""", limit: 0), Is.Empty, "the ledger does not know it yet");
        await _scene.Docs.Mongo.UpdateAsync(id, """{"$set":{"k":"new"}}""");
    }

    /// <summary>The stream has told of the change: the document stands in Ditto under its new id.</summary>
    private Task HintedAsync() => _scene.UntilAsync("it is there under its new id", async () => await _scene.Docs.BigPeer.FindAsync("\"new\"") is null ? "not yet" : null);

    private async Task MovedAsync()
    {
        await _scene.UntilAsync("the old one is gone", async () =>
        {
            var (mongo, bigPeer) = (await _scene.Docs.Mongo.FindAsync("{}", limit: 0), (await _scene.Docs.BigPeer.AllAsync()).Keys.ToList());
            return mongo.Count == 1 && mongo[0].Contains("\"k\":\"new\"", StringComparison.Ordinal) && bigPeer is ["\"new\""] ? null : $"{string.Join('\n', mongo)}\n{string.Join(' ', bigPeer)}";
        });
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    private sealed class Release(OwnMongo mongo) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await mongo.FailPointAsync("\"off\"", """{"failCommands":[]}""");
    }
}
