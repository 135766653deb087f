using System.Text.Json;

namespace BridgeCtl.Tests;

/// <summary><c>plan</c> and <c>doctor</c>: before anything runs, and without leaving a trace.</summary>
[CancelAfter(180_000)]
internal sealed class PlanTests
{
    private CtlScene _scene = null!;

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_plan_says_what_a_start_would_do_and_touches_nothing()
    {
        _scene = new CtlScene();
        var docs = _scene.Scene.Docs;
        await docs.Mongo.InsertAsync("""{"_id":"m","n":1}""", """{"_id":"same","n":1}""", """{"_id":"conflict","n":1,"only":"m"}""", $$"""{"_id":"{{new string('x', 300)}}"}""");
        await docs.BigPeer.InsertAsync("""{"_id":"d","n":2}""", """{"_id":"same","n":1}""", """{"_id":"conflict","n":2,"other":"d"}""");
        var before = await EverythingAsync();

        var plan = await _scene.AloneAsync("plan", "-f", _scene.Configuration());
        Assert.That(plan.Code, Is.EqualTo(1));
        Assert.That(plan.Output, Does.Contain("CONFLICTS (MONGODB WINS)").And.Contain("1: mongodb wins").And.Contain("UnsupportedIdentity").And.Contain("Nothing was written: this is what a bridge of this configuration would do."));
        var json = (await _scene.AloneAsync("plan", "-f", _scene.Configuration(), "-o", "json")).Json;
        var counts = json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts");
        Assert.That(string.Join(", ", counts.EnumerateObject().Where(c => c.Value.GetInt64() != 0).Select(c => $"{c.Name} {c.Value}")), Is.EqualTo(
            "checked 5, equal 1, onlyInMongoDB 1, onlyInBigPeer 1, differs 1, refused 1, createsInMongoDB 1, createsInBigPeer 1, mergesInMongoDB 1, mergesInBigPeer 1, conflicts 1"));
        Assert.That(await EverythingAsync(), Is.EqualTo(before), "a plan leaves both sides as they are, to the byte");

        // What was planned is what a start does.
        await _scene.Scene.StartAsync();
        await _scene.Scene.BothAsync("\"conflict\"", """{"_id":"conflict","n":1,"only":"m","other":"d"}""");
        await _scene.Scene.BothAsync("\"d\"", """{"_id":"d","n":2}""");
        var after = await _scene.AloneAsync("plan", "-f", _scene.Configuration());
        Assert.That(after.Code, Is.Zero);
        Assert.That(after.Output, Does.Contain("Nothing would be written. Nothing was."));
    }

    [Test]
    public async Task A_manifest_is_planned_with_secrets_of_the_environment()
    {
        _scene = new CtlScene();
        await _scene.Scene.Docs.Mongo.InsertAsync("""{"_id":"m","n":1}""");
        var manifest = _scene.Write("manifest.yaml", $$"""
            apiVersion: ditto.live/v1alpha1
            kind: BigPeerDataBridge
            metadata: { name: shop, namespace: ditto, labels: { ditto.live/app: shop } }
            spec:
              bridge:
                mongoConnector:
                  connectionSecret: { kubernetesSecret: { name: shop-mongo } }
                  database: {{_scene.Scene.Database}}
                  collections:
                    {{_scene.Collection}}: { fields: [_id], initialSync: true, dqlStrictMode: false }
            """);
        var environment = new Dictionary<string, string>
        {
            ["MONGODB_CONNECTION_STRING"] = SharedServers.Mongo.ConnectionString,
            ["DITTO_CLOUD_ENDPOINT"] = SharedServers.BigPeer.Api.Endpoint,
            ["DITTO_API_KEY"] = SharedServers.BigPeer.Api.ApiKey,
        };
        var plan = await CtlRun.Async(environment, "plan", "-f", manifest, "-o", "json");
        Assert.That(plan.Json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts").GetProperty("createsInBigPeer").GetInt64(), Is.EqualTo(1));
        environment.Remove("DITTO_API_KEY");
        environment["KUBECONFIG"] = "/none";
        environment["HOME"] = "/none";
        var missing = await CtlRun.Async(environment, "plan", "-f", manifest);
        Assert.That(missing.Code, Is.EqualTo(2));
        Assert.That(missing.Errors, Does.Contain("the Big Peer's API key to Secret shop-big-peer").And.Contain("Set DITTO_API_KEY"));
    }

    [Test]
    public async Task The_doctor_names_each_check_and_what_to_do()
    {
        _scene = new CtlScene();
        await _scene.Scene.CreateAsync(SharedServers.Client);
        var well = await _scene.AloneAsync("doctor", "-f", _scene.Configuration());
        Assert.That(well.Code, Is.Zero);
        Assert.That(well.Output, Does.Contain("MongoDB: replica set").And.Contain("MongoDB: oplog window").And.Contain("Big Peer: API key").And.Contain($"Big Peer: collection {_scene.Collection}"));

        var secrets = _scene.Scene.Secrets();
        secrets["DITTO_API_KEY"] = "wrong-key-of-the-tests";
        var refused = await CtlRun.Async(secrets, "doctor", "-f", _scene.Configuration(), "-o", "json");
        Assert.That(refused.Code, Is.EqualTo(1));
        Assert.That(refused.Json.EnumerateArray().Where(c => c.GetProperty("outcome").GetString() == "failed").Select(c => c.GetProperty("name").GetString()), Is.EqualTo(new[] { "Big Peer: API key" }));
        Assert.That(refused.Output, Does.Not.Contain("wrong-key"));

        secrets["MONGODB_URI"] = "mongodb://ada:hush-hush@127.0.0.1:1/?replicaSet=rs0";
        var unreachable = await CtlRun.Async(secrets, "doctor", "-f", _scene.Configuration());
        Assert.That(unreachable.Output, Does.Contain("MongoUnreachable").And.Contain("connection refused").And.Contain("not looked at because of what failed before").And.Not.Contain("hush-hush"));
        var plan = await CtlRun.Async(secrets, "plan", "-f", _scene.Configuration());
        Assert.That(plan.Code, Is.EqualTo(3));
        Assert.That(plan.Errors, Does.Contain("Failed to connect to MongoDB").And.Not.Contain("hush-hush"));

        var broken = await _scene.AloneAsync("doctor", "-f", _scene.Write("bridge.yaml", _scene.Scene.Yaml().Replace("fields: [_id]", "fields: []", StringComparison.Ordinal)));
        Assert.That(broken.Code, Is.EqualTo(2));
        Assert.That(broken.Errors, Does.Contain(".fields"));
    }

    /// <summary>Every byte of the database, and every document of the Big Peer.</summary>
    private async Task<string> EverythingAsync()
    {
        var lines = new List<string>();
        var reply = await SharedServers.Client.RunCommandAsync(_scene.Scene.Database, Documents.Bson("""{"listCollections":1,"cursor":{"batchSize":100}}"""));
        lines.Add(JsonDocument.Parse(Documents.Canonical(reply)).RootElement.GetProperty("cursor").GetProperty("firstBatch").GetRawText());
        foreach (var name in (string[])[_scene.Collection, "__ditto_connector_state", "__ditto_connector_documents", "__ditto_unsynced_documents"])
            lines.AddRange((await new MongoCollection(SharedServers.Client, _scene.Scene.Database, name).AllAsync()).Select(d => $"{name} {Convert.ToHexString(d.Span)}"));
        lines.AddRange((await _scene.Scene.Docs.BigPeer.AllAsync()).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value));
        return string.Join('\n', lines);
    }
}
