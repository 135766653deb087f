using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MongoC;
using MongoStandIn;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>What a bridge says of systems that are not as it needs them, and that it goes on by itself when they are.</summary>
[CancelAfter(120_000)]
internal sealed class StartCheckTests
{
    private const string Password = "hush-hush-1";

    [Test]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false });
        await using var bridge = BridgeProcess.Start(
            scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = $"mongodb://ada:{Password}@127.0.0.1:{ClosedPort()}/?serverSelectionTimeoutMS=500", ["DITTO_API_KEY"] = "wrong-key" });
        var problems = await ProblemsAsync(scene, bridge, ("MongoUnreachable", null), ("ApiKeyLacksPermission", null));
        Assert.That(problems[0], Does.Contain("Failed to connect to MongoDB").And.Contain("connection refused"));
        await NotReadyAsync(bridge, "MongoUnreachable", "ApiKeyLacksPermission");
        Assert.That(bridge.Process.LastLines(1000), Does.Not.Contain(Password).And.Not.Contain("wrong-key"));
        Assert.That((await bridge.TerminateAsync()).ExitCode, Is.Zero, "it waits, it does not fail");
    }

    [Test]
    public async Task A_connection_string_that_no_server_can_mend_ends_it()
    {
        await using var scene = new Scene(new SceneOptions());
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = $"mongodb://ada:{Password}@localhost:notaport/?replicaSet=rs0" });
        Assert.That(await bridge.Process.ExitAsync(TimeSpan.FromSeconds(40)), Is.EqualTo(2));
        Assert.That(bridge.Process.LastLines(), Does.Contain("InvalidConnectionString: Connection string provided is invalid").And.Not.Contain(Password));
    }

    [TestCase("mongodb://nowhere.invalid:27017", "no such host name")]
    [TestCase("mongodb://127.0.0.1:{hangs}", "timeout")]
    [TestCase("mongodb://127.0.0.1:{hangs}/?tls=true", "TLS handshake timed out")]
    public async Task A_MongoDB_that_does_not_answer_is_told_with_the_reason(string uri, string reason)
    {
        using var hangs = new TcpListener(IPAddress.Loopback, 0);
        hangs.Start();
        await using var scene = new Scene(new SceneOptions());
        uri = uri.Replace("{hangs}", $"{((IPEndPoint)hangs.LocalEndpoint).Port}", StringComparison.Ordinal);
        uri += (uri.Contains('?', StringComparison.Ordinal) ? "&" : "/?") + "serverSelectionTimeoutMS=1500&connectTimeoutMS=1000";
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = uri });
        var problems = await ProblemsAsync(scene, bridge, ("MongoUnreachable", null));
        Assert.That(problems[0], Does.Contain("Failed to connect to MongoDB").And.Contain(reason));
    }

    [Test]
    public async Task A_stand_alone_server_is_waited_for_until_it_is_a_replica_set()
    {
        var alone = await MongoServer.StartStandInAsync(new StandInOptions { IsStandalone = true });
        var port = PortOf(alone.ConnectionString);
        await using var scene = new Scene(new SceneOptions());
        BridgeProcess bridge;
        await using (alone)
        {
            await CreateAsync(scene, alone.ConnectionString);
            bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = $"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS=500" });
            await ProblemsAsync(scene, bridge, ("NotAReplicaSet", null));
            await NotReadyAsync(bridge, "NotAReplicaSet", "rs.initiate()");
        }
        await using (bridge)
        {
            await using var set = await MongoServer.StartStandInAsync(new StandInOptions { Port = port });
            await CreateAsync(scene, set.ConnectionString);
            await bridge.ReadyAsync();
        }
    }

    [Test]
    public async Task A_password_that_is_mended_in_the_server_needs_no_restart()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { User = "root", Password = "root-password", Users = [new StandInUser("bridge", "another", "root@admin")] });
        var port = PortOf(server.ConnectionString);
        var root = $"mongodb://root:root-password@127.0.0.1:{port}/?authSource=admin";
        await using var scene = new Scene(new SceneOptions());
        await CreateAsync(scene, root);
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = $"mongodb://bridge:{Password}@127.0.0.1:{port}/?authSource=admin" });
        await ProblemsAsync(scene, bridge, ("AuthenticationFailed", null));
        await NotReadyAsync(bridge, "AuthenticationFailed", "user, password and authSource");
        await RunAsync(root, "admin", $$"""{"updateUser":"bridge","pwd":"{{Password}}"}""");
        await bridge.ReadyAsync();
        Assert.That(bridge.Process.LastLines(1000), Does.Not.Contain(Password));
    }

    [Test]
    public async Task A_user_without_the_privileges_is_told_which_and_where()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { User = "root", Password = "root-password" });
        var port = PortOf(server.ConnectionString);
        var root = $"mongodb://root:root-password@127.0.0.1:{port}/?authSource=admin";
        await using var scene = new Scene(new SceneOptions());
        await CreateAsync(scene, root);
        await RunAsync(root, "admin", $$"""{"createUser":"bridge","pwd":"{{Password}}","roles":[{"role":"read","db":"{{scene.Database}}"}]}""");
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = $"mongodb://bridge:{Password}@127.0.0.1:{port}/?authSource=admin" });
        var problems = await ProblemsAsync(
            scene, bridge, ("NotAuthorized", null), ("NotAuthorized", null), ("NotAuthorized", null), ("NotAuthorized", scene.Docs.Mongo.Name));
        Assert.Multiple(() =>
        {
            Assert.That(problems[0], Does.Contain("lacks insert, update, remove").And.Contain("__ditto_connector_state"));
            Assert.That(problems[1], Does.Contain("createIndex").And.Contain("__ditto_connector_documents"));
            Assert.That(problems[2], Does.Contain("__ditto_unsynced_documents"));
            Assert.That(problems[3], Does.Contain("lacks insert, update, remove").And.Contain(scene.Docs.Mongo.Name).And.Contain("Grant readWrite"));
        });
        await RunAsync(root, "admin", $$"""{"grantRolesToUser":"bridge","roles":[{"role":"readWrite","db":"{{scene.Database}}"}]}""");
        await bridge.ReadyAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_database_that_is_not_there_yet_is_used_when_it_is(bool initialSync)
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false, Collections = Docs(initialSync) });
        await scene.LaunchAsync();
        var problems = await ProblemsAsync(scene, scene.Bridge, ("DatabaseNotFound", null));
        Assert.That(problems[0], Does.Contain($"Database {scene.Database} not found"));
        await NotReadyAsync(scene.Bridge, "DatabaseNotFound");
        Assert.That(await CountCollectionsAsync(scene), Is.Zero, "a misspelt name must not create a database");

        await scene.CreateAsync(scene.Client);
        await scene.Bridge.ReadyAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m"}""");
        await scene.BothAsync("\"m\"", """{"_id":"m"}""");
        await scene.SettleAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_collection_that_is_missing_does_not_stop_the_others_and_is_picked_up(bool initialSync)
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false, Collections = new Dictionary<string, string>(Docs(initialSync: true)) { ["late"] = $"fields: [_id], initialSync: {(initialSync ? "true" : "false")}" } });
        var late = scene["late"];
        await scene.Docs.Mongo.InsertAsync("""{"_id":"first"}""");
        await late.BigPeer.InsertAsync("""{"_id":"waiting"}""");
        await scene.LaunchAsync();
        await scene.BothAsync("\"first\"", """{"_id":"first"}""");
        await scene.SettleAsync();
        var problems = await ProblemsAsync(scene, scene.Bridge, ("CollectionNotFound", late.Mongo.Name));
        Assert.That(problems[0], Does.Contain($"Collection {late.Mongo.Name} not found"));
        await NotReadyAsync(scene.Bridge, $"[-]collection/{late.Mongo.Name}: CollectionNotFound");
        Assert.That((await scene.Bridge.GetStatusAsync("/health")).Body, Does.Contain("degraded"));
        Assert.That(await Condition(scene.Bridge, "Synchronizing"), Is.EqualTo(("True", "Streaming")));
        Assert.That(await Condition(scene.Bridge, "CollectionsServed"), Is.EqualTo(("False", "CollectionNotFound")));
        Assert.That(await late.Mongo.CountAsync(), Is.Zero, "the Big Peer's documents must not create it");

        // Its first document creates it.
        await late.Mongo.InsertAsync("""{"_id":"created","a":1}""");
        await scene.BothAsync(late, "\"created\"", """{"_id":"created","a":1}""", """{"_id":"created","a":1}""");
        await scene.Bridge.ReadyAsync();
        await late.BigPeer.InsertAsync("""{"_id":"d"}""");
        await scene.BothAsync(late, "\"d\"", """{"_id":"d"}""", """{"_id":"d"}""");
        if (initialSync) await scene.BothAsync(late, "\"waiting\"", """{"_id":"waiting"}""", """{"_id":"waiting"}""");
        else Assert.That(await late.Mongo.FindAsync("\"waiting\""), Is.Null, "it is the baseline");
        Assert.That(await Condition(scene.Bridge, "CollectionsServed"), Is.EqualTo(("True", "AllServed")));
    }

    [Test]
    public async Task A_capped_collection_is_told_and_does_not_stop_the_others()
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false, Collections = new Dictionary<string, string>(Docs(initialSync: true)) { ["ring"] = "fields: [_id], initialSync: true" } });
        var ring = scene["ring"];
        await scene.Docs.Mongo.InsertAsync("""{"_id":"first"}""");
        await scene.Client.RunWriteCommandAsync(scene.Database, Documents.Bson($$"""{"create":"{{ring.Mongo.Name}}","capped":true,"size":4096}"""));
        await ring.Mongo.InsertAsync("""{"_id":"not for Ditto"}""");
        await scene.LaunchAsync();
        await scene.BothAsync("\"first\"", """{"_id":"first"}""");
        var problems = await ProblemsAsync(scene, scene.Bridge, ("CollectionCapped", ring.Mongo.Name));
        Assert.That(problems[0], Does.Contain($"Collection {ring.Mongo.Name} cannot be a capped collection"));
        await NotReadyAsync(scene.Bridge, $"[-]collection/{ring.Mongo.Name}: CollectionCapped");
        await scene.SettleAsync();
        Assert.That(await ring.BigPeer.FindAsync("\"not for Ditto\""), Is.Null);
    }

    [Test]
    public async Task A_collection_that_is_created_empty_is_picked_up_without_an_event()
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false, Collections = new Dictionary<string, string>(Docs(initialSync: true)) { ["late"] = "fields: [_id], initialSync: true" } });
        await scene.Docs.Mongo.InsertAsync("""{"_id":"first"}""");
        await scene["late"].BigPeer.InsertAsync("""{"_id":"waiting"}""");
        await scene.LaunchAsync();
        await ProblemsAsync(scene, scene.Bridge, ("CollectionNotFound", scene["late"].Mongo.Name));
        await scene.BothAsync("\"first\"", """{"_id":"first"}""");
        await scene.CreateAsync(scene.Client);
        await scene.BothAsync(scene["late"], "\"waiting\"", """{"_id":"waiting"}""", """{"_id":"waiting"}""");
        await scene.Bridge.ReadyAsync();
    }

    [TestCase(BigPeerFaultKind.Unauthorized, "ApiKeyRefused", "401", "bigPeer.apiKey")]
    [TestCase(BigPeerFaultKind.UnknownApp, "AppUnknown", "404", "app id")]
    public Task A_Big_Peer_that_refuses(BigPeerFaultKind kind, string reason, string status, string remedy) => WaitsAsync(new BigPeerFault(kind), reason, status, remedy);

    [Test]
    public Task A_Big_Peer_that_answers_with_a_page() =>
        WaitsAsync(new BigPeerFault(BigPeerFaultKind.Answer) { Status = 200, Body = "<html>Welcome</html>", Headers = new Dictionary<string, string> { ["content-type"] = "text/html" } }, "NotABigPeer", "JSON", "bigPeer.endpoint");

    [Test]
    public Task A_Big_Peer_that_points_elsewhere() =>
        WaitsAsync(new BigPeerFault(BigPeerFaultKind.Answer) { Status = 302, Body = "moved", Headers = new Dictionary<string, string> { ["location"] = "https://login.invalid/" } }, "NotABigPeer", "302", "bigPeer.endpoint");

    [Test]
    public Task A_Big_Peer_that_is_overloaded() => WaitsAsync(BigPeerFault.Answer(503, BigPeerErrorShape.Text, "try later"), "BigPeerUnavailable", "503", "try later");

    [Test]
    public Task A_Big_Peer_without_the_path_of_the_strict_mode() => WaitsAsync(BigPeerFault.Answer(404, BigPeerErrorShape.Text, "Not Found"), "AppUnknown", "404", "api/v5");

    [Test]
    public async Task A_Big_Peer_that_is_not_there()
    {
        await using var scene = new Scene(new SceneOptions(), new BigPeerApi($"http://127.0.0.1:{ClosedPort()}/app", "key"));
        await scene.LaunchAsync();
        await ProblemsAsync(scene, scene.Bridge, ("BigPeerUnreachable", null));
        await NotReadyAsync(scene.Bridge, "BigPeerUnreachable");
    }

    [TestCase(BigPeerStatementKind.Any, "read")]
    [TestCase(BigPeerStatementKind.Delete, "write")]
    public async Task A_key_that_may_not_use_one_collection_does_not_stop_the_others(BigPeerStatementKind kind, string act)
    {
        await using var scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string>(Docs(initialSync: true)) { ["secret"] = "fields: [_id], initialSync: true" } });
        await scene["secret"].Mongo.InsertAsync("""{"_id":"s"}""");
        await using (await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Forbidden) { Kind = kind, Collection = scene["secret"].BigPeer.Name, StatementPattern = "LIMIT 1$|:ids" }))
        {
            await scene.LaunchAsync();
            var problems = await ProblemsAsync(scene, scene.Bridge, ("ApiKeyLacksPermission", scene["secret"].BigPeer.Name));
            Assert.That(problems[0], Does.Contain($"may not {act} collection"));
            await scene.SettleAsync();
        }
        await scene.BothAsync(scene["secret"], "\"s\"", """{"_id":"s"}""", """{"_id":"s"}""");
        await scene.Bridge.ReadyAsync();
    }

    private static Dictionary<string, string> Docs(bool initialSync) => new() { ["docs"] = $"fields: [_id], initialSync: {(initialSync ? "true" : "false")}" };

    /// <summary>The bridge waits under the fault and says why; without it, it goes on by itself.</summary>
    private static async Task WaitsAsync(BigPeerFault fault, string reason, params string[] words)
    {
        await using var scene = new Scene(new SceneOptions());
        await using (await SharedServers.BigPeer.Control.AddAsync(fault with { Collection = scene.Docs.BigPeer.Name }))
        {
            await scene.LaunchAsync();
            var problems = await ProblemsAsync(scene, scene.Bridge, (reason, null));
            foreach (var word in words) Assert.That(problems[0], Does.Contain(word));
            await NotReadyAsync(scene.Bridge, reason);
            Assert.That(await Condition(scene.Bridge, "BigPeerConnected"), Is.EqualTo(("False", reason)));
        }
        await scene.SettleAsync();
        await scene.Bridge.ReadyAsync();
    }

    /// <summary>Waits until /status names exactly these problems; gives their messages.</summary>
    private static async Task<List<string>> ProblemsAsync(Scene scene, BridgeProcess bridge, params (string Reason, string? Collection)[] expected)
    {
        List<string> messages = [];
        await scene.UntilAsync($"the problems {string.Join(", ", expected)}", async () =>
        {
            using var status = JsonDocument.Parse((await bridge.GetStatusAsync("/status")).Body);
            var problems = status.RootElement.GetProperty("problems").EnumerateArray().Select(p => (p.GetProperty("reason").GetString()!, p.GetProperty("collection").GetString(), p.GetProperty("message").GetString()!)).ToList();
            messages = [.. problems.Select(p => p.Item3)];
            return problems.Select(p => (p.Item1, p.Item2)).SequenceEqual(expected) ? null : string.Join("\n", problems);
        });
        return messages;
    }

    private static async Task NotReadyAsync(BridgeProcess bridge, params string[] words)
    {
        var (code, body) = await bridge.GetStatusAsync("/readyz");
        Assert.That(code, Is.EqualTo(503));
        foreach (var word in words) Assert.That(body, Does.Contain(word));
        Assert.That((await bridge.GetStatusAsync("/livez")).Code, Is.EqualTo(200));
    }

    private static async Task<(string?, string?)> Condition(BridgeProcess bridge, string type)
    {
        using var status = JsonDocument.Parse((await bridge.GetStatusAsync("/status")).Body);
        var condition = status.RootElement.GetProperty("conditions").EnumerateArray().Single(c => c.GetProperty("type").GetString() == type);
        return (condition.GetProperty("status").GetString(), condition.GetProperty("reason").GetString());
    }

    private static async Task CreateAsync(Scene scene, string connectionString)
    {
        await using var client = MongoClient.Open(connectionString, new MongoClientOptions());
        await scene.CreateAsync(client);
    }

    private static async Task RunAsync(string connectionString, string database, string command)
    {
        await using var client = MongoClient.Open(connectionString, new MongoClientOptions());
        await client.RunWriteCommandAsync(database, Documents.Bson(command));
    }

    private static async Task<int> CountCollectionsAsync(Scene scene)
    {
        using var reply = JsonDocument.Parse(Documents.Canonical(await scene.Client.RunCommandAsync(scene.Database, Documents.Bson("""{"listCollections":1}"""))));
        return reply.RootElement.GetProperty("cursor").GetProperty("firstBatch").GetArrayLength();
    }

    private static int PortOf(string connectionString) => new Uri(connectionString.Replace("mongodb:", "http:", StringComparison.Ordinal)).Port;

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
