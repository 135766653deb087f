using BridgeRuntime.Preflight;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Preflight;

internal sealed class MongoChecksTests
{
    [Test]
    public async Task A_capped_collection_is_told_from_others()
    {
        await using var server = await MongoServer.StartStandInAsync();
        await using var client = MongoClient.Open(server.ConnectionString, new MongoClientOptions());
        var problems = await new MongoChecks(client, "local", TimeProvider.System).CollectionsAsync(["oplog.rs"], default);
        Assert.That(problems.Select(p => (p.Reason, p.Collection)), Is.EqualTo(new[] { (ProblemReason.CollectionCapped, (string?)"oplog.rs") }));
        Assert.That(problems[0].Message, Does.Contain("Collection oplog.rs cannot be a capped collection"));
    }

    [TestCase("""{"name":"c","type":"collection","options":{}}""", null)]
    [TestCase("""{"name":"c","type":"collection","options":{"capped":true,"size":4096}}""", ProblemReason.CollectionCapped)]
    [TestCase("""{"name":"c","type":"view","options":{"viewOn":"d","pipeline":[]}}""", ProblemReason.NotACollection)]
    [TestCase("""{"name":"c","type":"timeseries","options":{"timeseries":{"timeField":"t"}}}""", ProblemReason.NotACollection)]
    [TestCase(null, ProblemReason.CollectionNotFound)]
    public void Each_kind_of_collection_is_judged(string? listed, object? expected) =>
        Assert.That(MongoChecks.Judge("c", listed is null ? null : ExtendedJson.Parse(listed))?.Reason, Is.EqualTo(expected));

    [TestCase("""{"setName":"rs0","maxWireVersion":21}""")]
    [TestCase("""{"msg":"isdbgrid","maxWireVersion":21}""")]
    [TestCase("""{"maxWireVersion":21}""", ProblemReason.NotAReplicaSet)]
    [TestCase("""{"setName":"rs0","maxWireVersion":8}""", ProblemReason.ServerTooOld)]
    [TestCase("""{"maxWireVersion":6}""", ProblemReason.NotAReplicaSet, ProblemReason.ServerTooOld)]
    public void Each_topology_is_judged(string hello, params object[] expected) =>
        Assert.That(MongoChecks.Topology(ExtendedJson.Parse(hello)).Select(p => p.Reason), Is.EqualTo(expected));
}
