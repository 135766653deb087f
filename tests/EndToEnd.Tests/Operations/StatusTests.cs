using System.Text.Json.Nodes;
using TestKit;

namespace EndToEnd.Tests.Operations;

/// <summary>What an on-call engineer sees of a real bridge, while it is well and while a side is down.</summary>
[CancelAfter(240_000)]
internal sealed class StatusTests
{
    private static readonly JsonSchema Schema = new(JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "status.schema.json")))!);

    [Test]
    public async Task Status_and_metrics_tell_what_there_is()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.Docs.Mongo.InsertAsync("""{"_id":"a","n":1}""", """{"_id":"b","n":1}""", """{"_id":"c","n":1}""");
        await scene.LaunchAsync();
        await StatusAsync(scene);
        await scene.Bridge.ReadyAsync();
        await scene.SettleAsync();
        await scene.UntilAsync("all is at rest", async () => (await StatusAsync(scene)) is var now && Number(now["lagSeconds"]) == 0 && Number(now["queue"]!["keys"]) == 0 && now["oplog"]!["windowSeconds"] is not null ? null : now.ToJsonString());

        var status = await StatusAsync(scene);
        var docs = status["collections"]![0]!;
        Assert.That(Number(docs["documents"]), Is.EqualTo(5), "three documents, and one from each side");
        Assert.That((Number(docs["snapshot"]!["documents"]), docs["snapshot"]!["done"]!.GetValue<bool>()), Is.EqualTo((3d, true)));
        Assert.That(Number(status["oplog"]!["windowSeconds"]), Is.GreaterThanOrEqualTo(0));
        Assert.That(status["configuration"]!["bigPeerEndpoint"]!.GetValue<string>(), Is.EqualTo(SharedServers.BigPeer.Api.Endpoint));
        Assert.That(status.ToJsonString(), Does.Not.Contain(SharedServers.BigPeer.Api.ApiKey));

        await scene.UntilAsync("the metric says so too", async () => await scene.Bridge.MetricAsync("ditto_sync_lag_seconds") is var lag and not 0 ? $"{lag} s" : null);
        Assert.That(await scene.Bridge.MetricAsync("bridge_ledger_entries"), Is.EqualTo(5));
        Assert.That(await scene.Bridge.MetricAsync("bridge_snapshot_reconciled_documents"), Is.EqualTo(3));
        Assert.That(await scene.Bridge.MetricAsync("bridge_snapshot_expected_documents"), Is.EqualTo(3));
        Assert.That(await scene.Bridge.MetricAsync("bridge_big_peer_requests_total"), Is.Positive);
        Assert.That(await scene.Bridge.MetricAsync("bridge_bytes_total"), Is.Positive);
        Assert.That(await scene.Bridge.MetricAsync("bridge_call_seconds_count"), Is.Positive);
        Assert.That(await scene.Bridge.MetricAsync("bridge_big_peer_pass_seconds_count"), Is.Positive);
        Assert.That(await scene.Bridge.MetricAsync("bridge_stream_reopens_total"), Is.Zero);
    }

    [Test]
    public async Task Lag_grows_while_the_Big_Peer_is_down_and_is_over_when_it_is_caught_up_with()
    {
        var data = Directory.CreateTempSubdirectory("big-peer-data-");
        try
        {
            await using var first = await BigPeerServer.StartAsync(data: data.FullName);
            using var api = new BigPeerApi(first.Api.Endpoint, BigPeerServer.Key);
            await using var scene = new Scene(new SceneOptions(), api);
            await scene.StartAsync();
            await scene.SettleAsync();
            await first.DisposeAsync();
            await scene.UntilAsync("nothing is known of the Big Peer", async () => Lag(await StatusAsync(scene)) is (0, > 2) ? null : (await StatusAsync(scene)).ToJsonString());
            await scene.Docs.Mongo.InsertAsync("""{"_id":"waits"}""");
            await scene.UntilAsync("a change of MongoDB waits", async () => Lag(await StatusAsync(scene)) is ( > 2, > 4) ? null : (await StatusAsync(scene)).ToJsonString());
            var before = await scene.Bridge.MetricAsync("ditto_sync_lag_seconds");
            await scene.UntilAsync("it grows", async () => await scene.Bridge.MetricAsync("ditto_sync_lag_seconds") >= before + 2 ? null : "not yet");
            Assert.That((await StatusAsync(scene))["collections"]![0]!["lastError"]!["message"]!.GetValue<string>(), Does.Contain("Big Peer"));

            await using var second = await BigPeerServer.StartAsync(new Uri(api.Endpoint).Port, data: data.FullName);
            await scene.BothAsync("\"waits\"", """{"_id":"waits"}""");
            await scene.UntilAsync("it is caught up with", async () => Lag(await StatusAsync(scene)) is (0, 0) ? null : (await StatusAsync(scene)).ToJsonString());
            Assert.That(scene.Bridge.Process.Output, Has.Some.Contains("The Big Peer answers again"));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Test]
    public async Task What_was_missed_while_the_bridge_was_away_is_lag_when_it_starts()
    {
        await using var scene = new Scene(new SceneOptions { Yaml = "runtime: { checkpointInterval: 100ms }" });
        await scene.StartAsync();
        await scene.SettleAsync();
        await scene.StopAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"missed"}""");
        await scene.LaunchAsync();
        await scene.Bridge.LogAsync("where an earlier run ended");
        await scene.BothAsync("\"missed\"", """{"_id":"missed"}""");
        await scene.UntilAsync("nothing is outstanding", async () => Lag(await StatusAsync(scene)) is (0, 0) ? null : (await StatusAsync(scene)).ToJsonString());
    }

    private static async Task<JsonNode> StatusAsync(Scene scene)
    {
        var (code, body) = await scene.Bridge.GetStatusAsync("/status");
        Assert.That(code, Is.EqualTo(200));
        var status = JsonNode.Parse(body)!;
        Assert.That(Schema.Validate(status), Is.Empty, body);
        return status;
    }

    private static (double Mongo, double BigPeer) Lag(JsonNode status) => (Number(status["lag"]!["mongodbToBigPeerSeconds"]), Number(status["lag"]!["bigPeerToMongodbSeconds"]));

    private static double Number(JsonNode? value) => value!.GetValue<double>();
}
