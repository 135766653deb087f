using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>An upsert of a few fields whose document was deleted a moment before makes a fragment of it.</summary>
[TestFixture(true, "mongodb")]
[TestFixture(true, "bigPeer")]
[TestFixture(false, "mongodb")]
[TestFixture(false, "bigPeer")]
[CancelAfter(120_000)]
internal sealed class FragmentTests(bool strict, string policy)
{
    private readonly Scene _scene = new(new SceneOptions { Strict = strict, Policy = policy });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_document_that_is_deleted_just_before_the_bridge_writes_a_field_of_it_is_no_fragment(bool isKilled)
    {
        var id = isKilled ? "killed" : "deleted";
        await _scene.Docs.Mongo.InsertAsync($$$"""{"_id":"{{{id}}}","a":1,"b":2,"o":{"x":1}}""");
        await _scene.BothAsync($"\"{id}\"", $$$"""{"_id":"{{{id}}}","a":1,"b":2,"o":{"x":1}}""");
        await using (var held = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = _scene.Docs.BigPeer.Name, StatementPattern = "UPDATE_LOCAL_DIFF", When = "before" }))
        {
            await _scene.Docs.Mongo.UpdateAsync($"\"{id}\"", """{"$set":{"a":9}}""");
            await held.HitAsync();
            await _scene.Docs.BigPeer.DeleteAsync($"\"{id}\"");
            if (isKilled) await _scene.Bridge.KillAsync();
        }
        if (isKilled) await _scene.StartAsync();
        // MongoDB changed it and Ditto deleted it: the policy decides.
        await _scene.BothAsync($"\"{id}\"", policy == "mongodb" ? $$$"""{"_id":"{{{id}}}","a":9,"b":2,"o":{"x":1}}""" : null);
        await _scene.SettleAsync();
        await _scene.BothAsync($"\"{id}\"", policy == "mongodb" ? $$$"""{"_id":"{{{id}}}","a":9,"b":2,"o":{"x":1}}""" : null);
    }
}
