using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>
/// Strict writers keep an object as one value; the bridge of a collection that is not strict writes members. The first member it writes makes a map that hides
/// the old object with all its other members.
/// </summary>
[TestFixture("mongodb")]
[TestFixture("bigPeer")]
[CancelAfter(120_000)]
internal sealed class HiddenObjectTests(string policy)
{
    private readonly Scene _scene = new(new SceneOptions { Strict = false, Policy = policy });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_member_changed_in_MongoDB_of_an_object_that_a_strict_writer_wrote_takes_no_other_with_it()
    {
        await StrictlyAsync("""{"_id":"changed","o":{"a":1,"b":2,"p":{"x":3,"y":4}},"t":1}""", """{"_id":"alone","o":{"a":1,"b":2}}""");
        await _scene.BothAsync("\"changed\"", """{"_id":"changed","o":{"a":1,"b":2,"p":{"x":3,"y":4}},"t":1}""");
        await _scene.BothAsync("\"alone\"", """{"_id":"alone","o":{"a":1,"b":2}}""");
        await _scene.Docs.Mongo.UpdateAsync([("\"changed\"", """{"$set":{"o.a":9,"o.p.x":9}}"""), ("\"alone\"", """{"$set":{"o.a":9}}""")]);
        await ChangedAsync();
        await _scene.SettleAsync();
        await ChangedAsync();

        async Task ChangedAsync()
        {
            await _scene.BothAsync("\"changed\"", """{"_id":"changed","o":{"a":9,"b":2,"p":{"x":9,"y":4}},"t":1}""");
            await _scene.BothAsync("\"alone\"", """{"_id":"alone","o":{"a":9,"b":2}}""");
        }
    }

    [Test]
    public async Task A_member_removed_in_MongoDB_of_an_object_that_a_strict_writer_wrote_takes_no_other_with_it()
    {
        await StrictlyAsync("""{"_id":"removed","o":{"a":1,"b":2},"t":1}""");
        await _scene.BothAsync("\"removed\"", """{"_id":"removed","o":{"a":1,"b":2},"t":1}""");
        await _scene.Docs.Mongo.UpdateAsync("\"removed\"", """{"$unset":{"o.a":""}}""");
        await _scene.BothAsync("\"removed\"", """{"_id":"removed","o":{"b":2},"t":1}""");
        await _scene.SettleAsync();
        await _scene.BothAsync("\"removed\"", """{"_id":"removed","o":{"b":2},"t":1}""");
    }

    [Test]
    public async Task A_member_that_was_hidden_when_the_bridge_was_killed_is_not_lost()
    {
        await StrictlyAsync("""{"_id":"killed","o":{"a":1,"b":2},"t":1}""");
        await _scene.BothAsync("\"killed\"", """{"_id":"killed","o":{"a":1,"b":2},"t":1}""");
        await using (var held = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = _scene.Docs.BigPeer.Name, StatementPattern = "UPDATE_LOCAL_DIFF", When = "after" }))
        {
            await _scene.Docs.Mongo.UpdateAsync("\"killed\"", """{"$set":{"o.a":9}}""");
            await held.HitAsync();
            await _scene.Bridge.KillAsync();
        }
        await _scene.StartAsync();
        await _scene.BothAsync("\"killed\"", """{"_id":"killed","o":{"a":9,"b":2},"t":1}""");
    }

    [Test]
    public async Task An_object_that_a_strict_writer_wrote_is_replaced_in_MongoDB()
    {
        await StrictlyAsync("""{"_id":"replaced","o":{"a":1,"b":2}}""");
        await _scene.BothAsync("\"replaced\"", """{"_id":"replaced","o":{"a":1,"b":2}}""");
        await _scene.Docs.Mongo.UpdateAsync("\"replaced\"", """{"$set":{"o":{"c":3}}}""");
        await _scene.BothAsync("\"replaced\"", """{"_id":"replaced","o":{"c":3}}""");
        await _scene.Docs.Mongo.UpdateAsync("\"replaced\"", """{"$unset":{"o":""}}""");
        await _scene.BothAsync("\"replaced\"", """{"_id":"replaced"}""");
        await _scene.SettleAsync();
        await _scene.BothAsync("\"replaced\"", """{"_id":"replaced"}""");
    }

    [Test]
    public async Task Strict_readers_see_no_maps_and_no_counters()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"seen","a":1,"o":{"x":1}}""");
        await _scene.BothAsync("\"seen\"", """{"_id":"seen","a":1,"o":{"x":1}}""");
        var strict = new BigPeerCollection(SharedServers.BigPeer.Api, _scene.Docs.BigPeer.Name, strict: true);
        Assert.That(await strict.FindAsync("\"seen\""), Is.EqualTo("""{"_id":"seen","a":1}"""));
        Assert.That(await strict.FindAsync("\"seen\"", "o MAP"), Is.EqualTo("""{"_id":"seen","a":1,"o":{"x":1}}"""), "unless they declare them");
    }

    private Task StrictlyAsync(params string[] document) => new BigPeerCollection(SharedServers.BigPeer.Api, _scene.Docs.BigPeer.Name, strict: true).InsertAsync(document);
}
