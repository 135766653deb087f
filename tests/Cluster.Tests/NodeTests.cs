using System.Globalization;
using TestKit;

namespace Cluster.Tests;

/// <summary>What becomes of bridges when the programs of their node do not stay up.</summary>
[Order(4)]
public sealed class NodeTests
{
    [Test]
    public async Task A_container_runtime_that_is_killed_while_documents_flow_loses_none_and_the_bridge_lives_on()
    {
        await using var space = await BridgeSpace.StartAsync("containerd");
        await space.GoesBothWaysAsync("before");
        var pod = (await space.PodAsync())!;
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref written))
            {
                var id = written.ToString("D5", CultureInfo.InvariantCulture);
                await space.Mongo.InsertAsync($$"""{"_id":"m{{id}}","from":"MongoDB"}""");
                await space.BigPeer.InsertAsync($$"""{"_id":"d{{id}}","from":"Ditto"}""");
            }
        });
        await WrittenAsync(20);
        await SharedCluster.Cluster.KillContainerRuntimeAsync();
        await WrittenAsync(Volatile.Read(ref written) + 20);
        await Eventually.HoldsAsync("the new containerd takes calls", async () =>
        {
            try
            {
                return await space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "/bin/true") is "" ? null : "it says something";
            }
            catch (InvalidOperationException e)
            {
                return e.Message;
            }
        }, BridgeSpace.Limit);
        await WrittenAsync(Volatile.Read(ref written) + 20);
        await stop.CancelAsync();
        await writing;

        await InStepAsync();
        var after = (await space.PodAsync())!;
        Assert.That(BridgeSpace.Uid(after), Is.EqualTo(BridgeSpace.Uid(pod)));
        Assert.That(Container(after), Is.EqualTo(Container(pod)), "its process lived on");

        // A node that has recovered starts containers again.
        PodCluster.Kill(Container(after));
        await Eventually.HoldsAsync("another container runs", async () => await space.PodAsync() is { } now && Container(now) != Container(after) ? null : "not yet", BridgeSpace.Limit);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("after");
        await InStepAsync();

        Task WrittenAsync(int least) => Eventually.HoldsAsync($"{least} documents are written on each side", () =>
        {
            if (writing.IsCompleted) throw new InvalidOperationException("The writer has ended.", writing.Exception);
            return Task.FromResult(Volatile.Read(ref written) >= least ? null : "not yet");
        }, BridgeSpace.Limit);

        async Task InStepAsync() => await Eventually.HoldsAsync("both sides hold the same documents", async () =>
        {
            var (mongo, bigPeer) = (await space.Mongo.FindAsync("{}", limit: 0), await space.BigPeer.AllAsync());
            var missing = mongo.Select(JsonText.Canonical).Except(bigPeer.Values).Concat(bigPeer.Values.Except(mongo.Select(JsonText.Canonical))).ToList();
            var expected = 2 * written;
            return missing.Count == 0 && bigPeer.Count >= expected ? null : $"{missing.Count} differ, such as {missing.FirstOrDefault()}; the Big Peer has {bigPeer.Count}";
        }, BridgeSpace.Limit);

        static string Container(System.Text.Json.Nodes.JsonNode pod) => pod["status"]!["containerStatuses"]![0]!["containerID"]!.GetValue<string>();
    }
}
