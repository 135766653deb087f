using MongoC;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>How the program starts, waits and refuses to start.</summary>
[CancelAfter(120_000)]
internal sealed class StartTests
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(40);

    [Test]
    public async Task A_wrong_configuration_ends_it_with_all_errors_and_no_secret()
    {
        await using var bridge = BridgeProcess.Start("""
            mongoConnector:
              connectionString: "postgres://ada:hush-hush@localhost/x"
              database: ""
              collections:
                tasks: { fields: [], dqlStrictMode: maybe }
                orders: { feilds: [_id] }
            bigPeer: { endpoint: nowhere, apiKey: "${NOT_SET_ANYWHERE}", pollInterval: 5 parsecs }
            """);
        Assert.That(await bridge.Process.ExitAsync(ExitLimit), Is.EqualTo(2));
        var errors = string.Join('\n', bridge.Process.Errors);
        Assert.Multiple(() =>
        {
            foreach (var path in (string[])["mongoConnector.connectionString", "mongoConnector.database", "tasks.fields", "tasks.dqlStrictMode", "orders.feilds", "bigPeer.endpoint", "bigPeer.apiKey", "bigPeer.pollInterval"])
                Assert.That(errors, Does.Contain(path));
            Assert.That(errors, Does.Contain("NOT_SET_ANYWHERE"));
            Assert.That(errors, Does.Not.Contain("hush-hush").And.Not.Contain("   at "));
            Assert.That(bridge.Process.Output, Is.Empty);
        });
    }

    [Test]
    public async Task A_file_that_is_not_there_ends_it()
    {
        await using var bridge = ChildBridge("/nowhere/bridge.yaml");
        Assert.That(await bridge.ExitAsync(ExitLimit), Is.EqualTo(2));
        Assert.That(bridge.LastLines(), Does.Contain("/nowhere/bridge.yaml").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_second_bridge_of_another_name_does_not_start()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await using var other = scene.StartAnother("other");
        Assert.That(await other.Process.ExitAsync(ExitLimit), Is.EqualTo(3));
        Assert.That(other.Process.LastLines(), Does.Contain("DatabaseInUse").And.Contain("'bridge'"));
        await scene.SettleAsync();
    }

    [Test]
    public async Task A_second_process_of_the_same_bridge_takes_over()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await scene.SettleAsync();
        await using var second = scene.StartAnother();
        Assert.That(await scene.Bridge.Process.ExitAsync(ExitLimit), Is.EqualTo(3));
        Assert.That(scene.Bridge.Process.LastLines(), Does.Match("[Aa]nother runtime"));
        await second.ReadyAsync();
        await scene.SettleAsync();
        Assert.That((await second.TerminateAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_bridge_that_was_killed_leaves_its_collections_to_another_name_after_a_while()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await scene.Bridge.KillAsync();
        await using var other = scene.StartAnother("other");
        await other.ReadyAsync();
    }

    [Test]
    public async Task A_Big_Peer_that_comes_late_or_has_another_key_is_waited_for()
    {
        await using var first = await BigPeerServer.StartAsync();
        var port = new Uri(first.Api.Endpoint).Port;
        const string Key = "another-key";
        using var api = new BigPeerApi(first.Api.Endpoint, Key);
        await using var scene = new Scene(new SceneOptions(), api);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m","a":1}""");

        await scene.LaunchAsync();
        await scene.UntilAsync("the key is refused", async () => (await scene.Bridge.GetStatusAsync("/status")).Body.Contains("401", StringComparison.Ordinal)
            || (await scene.Bridge.GetStatusAsync("/status")).Body.Contains("403", StringComparison.Ordinal) ? null : (await scene.Bridge.GetStatusAsync("/status")).Body);
        await NotReady();
        await first.DisposeAsync();
        await scene.UntilAsync("the Big Peer cannot be reached", async () =>
        {
            var body = (await scene.Bridge.GetStatusAsync("/status")).Body;
            return body.Contains("refused", StringComparison.OrdinalIgnoreCase) && !body.Contains("401", StringComparison.Ordinal) && !body.Contains("403", StringComparison.Ordinal) ? null : body;
        });
        await NotReady();
        Assert.That(scene.Bridge.Process.LastLines(1000), Does.Not.Contain(Key));

        await using var late = await BigPeerServer.StartAsync(port, Key);
        await scene.Bridge.ReadyAsync();
        await scene.BothAsync("\"m\"", """{"_id":"m","a":1}""");

        async Task NotReady()
        {
            Assert.That((await scene.Bridge.GetStatusAsync("/readyz")).Code, Is.EqualTo(503));
            Assert.That((await scene.Bridge.GetStatusAsync("/livez")).Code, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_Big_Peer_that_goes_away_and_comes_back_is_caught_up_with()
    {
        var data = Directory.CreateTempSubdirectory("big-peer-data-");
        try
        {
            await using var first = await BigPeerServer.StartAsync(data: data.FullName);
            await using var scene = new Scene(new SceneOptions(), first.Api);
            await scene.StartAsync();
            await scene.SettleAsync();
            await first.DisposeAsync();
            await scene.Docs.Mongo.InsertAsync("""{"_id":"meanwhile","a":1}""");
            await scene.UntilAsync("not ready", async () => (await scene.Bridge.GetStatusAsync("/readyz")).Code == 503 ? null : "ready");

            await using var second = await BigPeerServer.StartAsync(new Uri(first.Api.Endpoint).Port, data: data.FullName);
            var docs = new BigPeerCollection(second.Api, scene.Docs.BigPeer.Name, strict: false);
            await scene.UntilAsync("what was written meanwhile", async () => await docs.FindAsync("\"meanwhile\"") is null ? "not there" : null);
            await docs.InsertAsync("""{"_id":"afterwards"}""");
            await scene.UntilAsync("what was written afterwards", async () => await scene.Docs.Mongo.FindAsync("\"afterwards\"") is null ? "not there" : null);
            await scene.Bridge.ReadyAsync();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_MongoDB_that_comes_late_is_waited_for()
    {
        var first = await MongoServer.StartStandInAsync();
        var uri = first.ConnectionString;
        await first.DisposeAsync();
        await using var scene = new Scene(new SceneOptions());
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = uri + (uri.Contains('?', StringComparison.Ordinal) ? "&" : "/?") + "serverSelectionTimeoutMS=500" });
        await bridge.LogAsync("tries again in");
        Assert.That((await bridge.GetStatusAsync("/readyz")).Code, Is.EqualTo(503));
        await using var late = await MongoServer.StartStandInAsync(new MongoStandIn.StandInOptions { Port = new Uri(uri.Replace("mongodb:", "http:", StringComparison.Ordinal)).Port });
        await using var client = MongoClient.Open(late.ConnectionString, new MongoClientOptions());
        await scene.CreateAsync(client);
        await bridge.ReadyAsync();
    }

    private static ChildProcess ChildBridge(string file) => ChildProcess.Start(BridgeProcess.Program, ["--config", file]);
}
