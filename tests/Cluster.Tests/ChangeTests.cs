using System.Diagnostics;
using TestKit;

namespace Cluster.Tests;

/// <summary>What happens to a running bridge.</summary>
[Order(3)]
[Parallelizable(ParallelScope.Children)]
public sealed class ChangeTests
{
    [Test]
    public async Task A_rotated_password_is_taken_up()
    {
        const string First = "f1rst-word", Second = "sec0nd-word";
        var user = $"user{Guid.NewGuid().ToString("N")[..8]}";
        await BridgeSpace.CommandAsync("admin", $$"""{"createUser":"{{user}}","pwd":"{{First}}","roles":[{"role":"readWriteAnyDatabase","db":"admin"}]}""");
        await using var space = await BridgeSpace.StartAsync("rotation", SharedCluster.ConnectionString(user, First));
        var before = BridgeSpace.Uid(await space.PodAsync());

        await BridgeSpace.CommandAsync("admin", $$"""{"updateUser":"{{user}}","pwd":"{{Second}}"}""");
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString(user, Second));
        await Eventually.HoldsAsync("another pod has taken over", async () => BridgeSpace.Uid(await space.PodAsync()) is { Length: > 0 } uid && uid != before ? null : "the pod is as it was", BridgeSpace.Limit);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("rotated");
    }

    [Test]
    public async Task A_killed_process_goes_on_where_it_was()
    {
        await using var space = await BridgeSpace.StartAsync("kill");
        await space.GoesBothWaysAsync("before");
        PodCluster.Kill((await space.PodAsync())!["status"]!["containerStatuses"]![0]!["containerID"]!.GetValue<string>());
        await space.Mongo.InsertAsync("""{"_id":"meanwhile","from":"MongoDB"}""");
        await space.ArrivesAsync("meanwhile", "MongoDB");
        await Eventually.HoldsAsync("the container was started again", async () => await RestartsAsync(space) >= 1 ? null : "not yet", BridgeSpace.Limit);
        await space.UntilReadyAsync();
        Assert.That(await space.Mongo.CountAsync(), Is.EqualTo(await space.BigPeer.CountAsync()));
    }

    [Test]
    public async Task Deleting_the_bridge_stops_the_sync_removes_the_pod_and_leaves_the_data()
    {
        await using var space = await BridgeSpace.StartAsync("delete");
        await space.GoesBothWaysAsync("kept");
        var clock = Stopwatch.StartNew();
        await space.KubectlAsync("delete", "bpdb", BridgeSpace.Bridge, "--timeout=60s");
        Measured.Say("kubectl delete to the resource gone", clock.Elapsed);
        await Eventually.HoldsAsync("nothing of the bridge is left", async () =>
        {
            var left = await space.KubectlAsync("get", "statefulsets,pods,services,serviceaccounts,secrets", "-l", "app.kubernetes.io/managed-by=bigpeer-databridge-operator", "-o", "name");
            return left.Length == 0 ? null : left;
        }, BridgeSpace.Limit);
        Measured.Say("kubectl delete to the pod gone", clock.Elapsed);

        Assert.That((await space.Mongo.CountAsync(), await space.BigPeer.CountAsync()), Is.EqualTo((2L, 2L)));
        await space.Mongo.InsertAsync("""{"_id":"late","from":"MongoDB"}""");

        // A bridge that is made again takes up what came meanwhile: had it run on, the document would be there already.
        Assert.That(await space.BigPeer.FindAsync("\"late\""), Is.Null);
        await space.ApplySampleAsync();
        await space.UntilReadyAsync();
        await space.ArrivesAsync("late", "MongoDB");
        Assert.That((await space.Mongo.CountAsync(), await space.BigPeer.CountAsync()), Is.EqualTo((3L, 3L)));
    }

    private static async Task<int> RestartsAsync(BridgeSpace space) => (await space.PodAsync())?["status"]?["containerStatuses"]?[0]?["restartCount"]?.GetValue<int>() ?? 0;
}
