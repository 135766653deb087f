using System.Diagnostics;
using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests;

/// <summary>What happens to a running bridge.</summary>
[Order(2)]
[Parallelizable(ParallelScope.All)]
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
        await space.UntilReplacedAsync(before);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("rotated");
    }

    [Test]
    public async Task A_password_that_is_rotated_in_AWS_is_taken_up()
    {
        const string First = "f1rst-word", Second = "sec0nd-word";
        if (AwsServer.Missing() is { } reason) Assert.Ignore(reason);
        var (user, secret) = ($"aws{Guid.NewGuid().ToString("N")[..8]}", $"dittocluster/app-{Guid.NewGuid().ToString("N")[..8]}/mongo-connector");
        await BridgeSpace.CommandAsync("admin", $$"""{"createUser":"{{user}}","pwd":"{{First}}","roles":[{"role":"readWriteAnyDatabase","db":"admin"}]}""");
        await using var space = await BridgeSpace.CreateAsync("aws");
        await space.CreateCollectionAsync();
        await space.SetBigPeerSecretAsync();
        await space.ApplyAwsSampleAsync(secret);
        await space.UntilAsync("Ready", "False/AwsSecretNotFound");
        await SharedCluster.Aws.CreateSecretAsync(secret, Json(SharedCluster.ConnectionString(user, First)));
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("before");
        var before = BridgeSpace.Uid(await space.PodAsync());

        await BridgeSpace.CommandAsync("admin", $$"""{"updateUser":"{{user}}","pwd":"{{Second}}"}""");
        await SharedCluster.Aws.RotateAsync(secret, Json(SharedCluster.ConnectionString(user, Second)));
        await space.UntilReplacedAsync(before);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("rotated");
        Assert.That(await space.KubectlAsync("get", "secrets", "-o", "name"), Does.Not.Contain("example-mongo-connector"), "only AWS has the connection string, and the bridge's own Secret");

        static string Json(string connectionString) => new JsonObject { ["connectionString"] = connectionString }.ToJsonString();
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
        await BridgeLife.NothingLeftAsync(space);
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

    // Deleting has a time limit, which is of the product and not of a machine that does much else.
    [Test, NonParallelizable]
    public async Task A_bridge_lives_its_whole_life_with_rights_everywhere_and_is_deleted_with_its_state()
    {
        await using var space = await BridgeSpace.StartAsync("life", more: "  deletionPolicy: Delete\n");
        await BridgeLife.LiveAsync(space);
        await BridgeLife.EndAsync(space);
    }

    private static async Task<int> RestartsAsync(BridgeSpace space) => (await space.PodAsync())?["status"]?["containerStatuses"]?[0]?["restartCount"]?.GetValue<int>() ?? 0;
}
