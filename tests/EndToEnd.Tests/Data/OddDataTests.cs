using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>What a real database holds besides what one has in mind: ids of every type side by side, documents as large as MongoDB takes, and a thousand other collections.</summary>
[CancelAfter(180_000)]
internal sealed class OddDataTests
{
    /// <summary>Every type that MongoDB takes as an <c>_id</c> and Ditto does not, or not in native mode.</summary>
    private static readonly string[] Odd =
    [
        "null", """{"$minKey":1}""", """{"$maxKey":1}""", """{"$numberDouble":"NaN"}""", """{"$numberDouble":"Infinity"}""", """{"$numberDouble":"-Infinity"}""", """{"$numberDouble":"0.5"}""",
        """{"$binary":{"base64":"","subType":"00"}}""", """{"$timestamp":{"t":1,"i":0}}""", "{}", """{"a":null}""", """{"a":[1,{"b":2}]}""",
        """{"$code":"f()"}""", """{"$symbol":"s"}""", """{"$dbPointer":{"$ref":"c","$id":{"$oid":"5ca4bbcea2dd94ee58162a68"}}}""",
    ];

    private static readonly string[] Usual = ["\"a\"", "\"\"", "-1", """{"$numberLong":"9007199254740993"}""", "false", """{"$oid":"5ca4bbcea2dd94ee58162a68"}""", """{"$date":{"$numberLong":"-1"}}""", "\"z\""];

    /// <summary>Through the initial sync, which pages over ids of all types, and through the change stream.</summary>
    [Test]
    public async Task Ids_of_every_type_go_over_or_are_parked_and_none_stops_the_others([Values("native", "ejson")] string mode, [Values] bool isLive)
    {
        await using var scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}" } });
        if (isLive) await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync(Odd.Concat(Usual).Select((id, i) => $$"""{"_id":{{id}},"n":"{{i}}"}"""));
        if (!isLive) await scene.LaunchAsync();
        await scene.UntilAsync("each goes over or is parked", async () =>
        {
            var (there, letters) = (await scene.Docs.BigPeer.CountAsync(), (await scene.LettersAsync()).Count);
            return there + letters == Odd.Length + Usual.Length ? null : $"{there} at the Big Peer and {letters} letters of {Odd.Length + Usual.Length}";
        });
        var values = (await scene.Docs.BigPeer.AllAsync()).Values.ToList();
        foreach (var i in Enumerable.Range(Odd.Length, Usual.Length)) Assert.That(values, Has.Some.Contains($"\"n\":\"{i}\""), Usual[i - Odd.Length]);
        Assert.That(await scene.LettersAsync(), Has.All.EqualTo("UnsupportedIdentity"));
        if (mode == "native") Assert.That(values, Has.Count.EqualTo(Usual.Length));
        await scene.Bridge.ReadyAsync();

        await scene.Docs.Mongo.DeleteAsync(Odd.Concat(Usual));
        await scene.UntilAsync("all are gone", async () => await scene.Docs.BigPeer.CountAsync() == 0 ? null : "not yet");
        await scene.ParkedAsync();
    }

    /// <summary>Insert, replace and update events of such a document are larger than a document may be.</summary>
    [Test]
    public async Task Documents_as_large_as_MongoDB_takes_are_parked_and_the_rest_goes_on([Values] bool isLive)
    {
        const int Largest = 16 * 1024 * 1024;
        await using var scene = new Scene(new SceneOptions { Strict = true });
        if (isLive) await scene.StartAsync();
        // {"_id":"b0","t":"…"} takes 30 bytes besides the text.
        var text = new string('x', Largest - 30);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"before"}""");
        for (var i = 0; i < 3; i++) await scene.Docs.Mongo.InsertAsync($$"""{"_id":"b{{i}}","t":"{{text}}"}""");
        await scene.Docs.Mongo.InsertAsync("""{"_id":"after"}""");
        if (!isLive) await scene.StartAsync();
        await scene.ParkedAsync("RefusedByBigPeer", "RefusedByBigPeer", "RefusedByBigPeer");
        await scene.BothAsync("\"before\"", """{"_id":"before"}""");
        await scene.BothAsync("\"after\"", """{"_id":"after"}""");

        await scene.Docs.Mongo.ReplaceAsync("\"b0\"", $$"""{"_id":"b0","t":"{{text.Replace('x', 'y')}}"}""");
        await scene.Docs.Mongo.UpdateAsync("\"b1\"", $$$"""{"$set":{"t":"{{{text.Replace('x', 'z')}}}"}}""");
        await scene.SettleAsync();
        await scene.ParkedAsync("RefusedByBigPeer", "RefusedByBigPeer", "RefusedByBigPeer");
        await scene.Docs.Mongo.UpdateAsync("\"b0\"", """{"$set":{"t":"short"}}""");
        await scene.BothAsync("\"b0\"", """{"_id":"b0","t":"short"}""");
        await scene.Docs.Mongo.DeleteAsync("\"b1\"", "\"b2\"");
        await scene.ParkedAsync();
        Assert.That(await scene.Bridge.MetricAsync("bridge_stream_reopens_total"), Is.Zero);
    }

    [Test]
    public async Task Of_a_thousand_collections_only_the_mapped_ones_cost_anything()
    {
        await using var scene = new Scene(new SceneOptions { Collections = new[] { "a", "b", "c" }.ToDictionary(c => c, _ => "fields: [_id], initialSync: true") });
        var others = Enumerable.Range(0, 997).Select(i => new MongoCollection(scene.Client, scene.Database, $"other{i}")).ToList();
        foreach (var some in others.Chunk(50)) await Task.WhenAll(some.Select(o => o.InsertAsync(Enumerable.Range(0, 3).Select(i => $$"""{"_id":{{i}},"t":"{{new string('x', 1000)}}"}"""))));
        string[] mapped = ["a", "b", "c"];
        foreach (var name in mapped) await scene[name].Mongo.InsertAsync("""{"_id":"there"}""");
        await scene.StartAsync();
        foreach (var name in mapped) await scene.BothAsync(scene[name], "\"there\"", """{"_id":"there"}""", """{"_id":"there"}""");
        var (read, keys) = (await scene.Bridge.MetricAsync("bridge_bytes_total"), await scene.Bridge.MetricAsync("bridge_snapshot_documents_total"));
        Assert.That(keys, Is.EqualTo(3), "nothing else was read");
        Assert.That(read, Is.LessThan(1_000_000), "of 3 MB in the others");

        foreach (var some in others.Chunk(50)) await Task.WhenAll(some.Select(o => o.UpdateAsync("1", """{"$set":{"changed":true}}""")));
        foreach (var other in others.Take(100)) await scene.Client.RunWriteCommandAsync(scene.Database, Documents.Bson($$"""{"drop":"{{other.Name}}"}"""));
        foreach (var name in mapped) await scene[name].Mongo.InsertAsync("""{"_id":"new"}""");
        foreach (var name in mapped) await scene.BothAsync(scene[name], "\"new\"", """{"_id":"new"}""", """{"_id":"new"}""");
        Assert.That(await scene.Bridge.MetricAsync("mongodb_change_stream_events_total"), Is.EqualTo(3), "of the others none arrived");
        Assert.That(await scene.Bridge.MetricAsync("bridge_swept_documents_total"), Is.Zero);
        foreach (var other in others) Assert.That(scene.Bridge.Process.LastLines(1000), Does.Not.Contain($"\"{other.Name}\""));
    }
}
