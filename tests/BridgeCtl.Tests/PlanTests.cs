using System.Text.Json;

namespace BridgeCtl.Tests;

/// <summary><c>plan</c> and <c>doctor</c>: before anything runs, and without leaving a trace.</summary>
[CancelAfter(180_000)]
internal sealed class PlanTests : CtlFixture
{
    [Test]
    public async Task A_plan_says_what_a_start_would_do_and_touches_nothing()
    {
        var docs = Ctl.Scene.Docs;
        await docs.Mongo.InsertAsync("""{"_id":"m","n":1}""", """{"_id":"same","n":1}""", """{"_id":"conflict","n":1,"only":"m"}""", $$"""{"_id":"{{new string('x', 300)}}"}""");
        await docs.BigPeer.InsertAsync("""{"_id":"d","n":2}""", """{"_id":"same","n":1}""", """{"_id":"conflict","n":2,"other":"d"}""");
        var before = await EverythingAsync();

        var plan = await Ctl.AloneAsync("plan", "-f", Ctl.Configuration());
        Assert.That(plan.Code, Is.EqualTo(1));
        Assert.That(plan.Output, Does.Contain("CONFLICTS (MONGODB WINS)").And.Contain("1: mongodb wins").And.Contain("UnsupportedIdentity").And.Contain("Nothing was written: this is what a bridge of this configuration would do."));
        var json = (await Ctl.AloneAsync("plan", "-f", Ctl.Configuration(), "-o", "json")).Json;
        var counts = json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts");
        Assert.That(string.Join(", ", counts.EnumerateObject().Where(c => c.Value.GetInt64() != 0).Select(c => $"{c.Name} {c.Value}")), Is.EqualTo(
            "checked 5, equal 1, onlyInMongoDB 1, onlyInBigPeer 1, differs 1, refused 1, createsInMongoDB 1, createsInBigPeer 1, mergesInMongoDB 1, mergesInBigPeer 1, conflicts 1"));
        Assert.That(await EverythingAsync(), Is.EqualTo(before), "a plan leaves both sides as they are, to the byte");

        // What was planned is what a start does.
        await Ctl.Scene.StartAsync();
        await Ctl.Scene.BothAsync("\"conflict\"", """{"_id":"conflict","n":1,"only":"m","other":"d"}""");
        await Ctl.Scene.BothAsync("\"d\"", """{"_id":"d","n":2}""");
        var after = await Ctl.AloneAsync("plan", "-f", Ctl.Configuration());
        Assert.That(after.Code, Is.Zero);
        Assert.That(after.Output, Does.Contain("Nothing would be written. Nothing was."));
    }

    [Test]
    public async Task A_manifest_is_planned_with_secrets_of_the_environment()
    {
        await Ctl.Scene.Docs.Mongo.InsertAsync("""{"_id":"m","n":1}""");
        var manifest = Ctl.Manifest("shop", "ditto");
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
    public async Task A_connection_string_in_AWS_is_asked_for_with_a_remedy_that_works()
    {
        var manifest = Ctl.Manifest("shop", "ditto", "awsSecretsManager: { secretId: shop/mongo, roleArn: 'arn:aws:iam::123456789012:role/shop', region: eu-central-1 }");
        var environment = new Dictionary<string, string>
        {
            ["DITTO_CLOUD_ENDPOINT"] = SharedServers.BigPeer.Api.Endpoint,
            ["DITTO_API_KEY"] = SharedServers.BigPeer.Api.ApiKey,
            ["KUBECONFIG"] = "/none",
            ["HOME"] = "/none",
            ["MONGODB_CONNECTION_STRING"] = "",
        };
        var missing = await CtlRun.Async(environment, "plan", "-f", manifest);
        Assert.That(missing.Code, Is.EqualTo(2));
        Assert.That(missing.Errors, Does.Contain("AWS Secrets Manager").And.Contain("the bridge's own Secret").And.Contain(
            "`export MONGODB_CONNECTION_STRING=\"$(aws secretsmanager get-secret-value --region eu-central-1 --secret-id shop/mongo --query SecretString --output text)\"`"));
        environment["MONGODB_CONNECTION_STRING"] = SharedServers.Mongo.ConnectionString;
        await Ctl.Scene.CreateAsync(SharedServers.Client);
        Assert.That((await CtlRun.Async(environment, "plan", "-f", manifest)).Code, Is.Zero);
    }

    [Test]
    public async Task A_manifest_with_private_authorities_takes_them_from_files_of_the_environment_and_says_what_is_wrong_with_them()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates("CN=another authority");
        using var certificate = certificates.Good();
        await using var front = new TlsFront(certificate, new Uri(SharedServers.BigPeer.Api.Endpoint).Port);
        await Ctl.Scene.CreateAsync(SharedServers.Client);
        var manifest = Ctl.Manifest("shop", "ditto", more: "\n  bigPeer: { caSecret: { name: shop-ca } }");
        var environment = new Dictionary<string, string>
        {
            ["MONGODB_CONNECTION_STRING"] = SharedServers.Mongo.ConnectionString,
            ["DITTO_API_KEY"] = SharedServers.BigPeer.Api.ApiKey,
            ["KUBECONFIG"] = "/none",
            ["HOME"] = "/none",
            ["DITTO_CLOUD_ENDPOINT"] = new UriBuilder(SharedServers.BigPeer.Api.Endpoint) { Scheme = "https", Host = "localhost", Port = front.Port }.Uri.ToString(),
        };
        var missing = await CtlRun.Async(environment, "plan", "-f", manifest);
        Assert.That((missing.Code, missing.Errors), Is.EqualTo((2, missing.Errors)));
        Assert.That(missing.Errors, Does.Contain("Secret shop-ca").And.Contain("set DITTO_CA_FILE to a file with them").IgnoreCase);
        environment["DITTO_CA_FILE"] = Ctl.Write("wrong.pem", "no certificate");
        var wrong = await CtlRun.Async(environment, "plan", "-f", manifest);
        Assert.That((wrong.Code, wrong.Errors), Is.EqualTo((2, wrong.Errors)));
        Assert.That(wrong.Errors, Does.Contain("DITTO_CA_FILE").And.Contain("holds no certificate; it must hold those of the trusted authorities, as PEM"));
        environment["DITTO_CA_FILE"] = Ctl.Write("none.pem", others.Pem);
        Assert.That((await CtlRun.Async(environment, "plan", "-f", manifest)).Code, Is.EqualTo(3), "another authority");
        environment["DITTO_CA_FILE"] = Ctl.Write("ca.pem", certificates.Pem);
        Assert.That((await CtlRun.Async(environment, "plan", "-f", manifest)).Code, Is.Zero);
    }

    [Test]
    public async Task A_plan_says_what_the_mass_delete_guard_would_hold()
    {
        await UseAsync(new SceneOptions { Yaml = "massDeleteGuard: { share: 0.2, minimum: 5 }" });
        await Ctl.StartAsync(documents: 50);
        await Ctl.Scene.StopAsync();
        for (var i = 0; i < 10; i++) await Ctl.Scene.Docs.Mongo.DeleteAsync($"\"d{i:0000}\"");
        var few = await Ctl.AloneAsync("plan", "-f", Ctl.Configuration());
        Assert.That(few.Code, Is.EqualTo(1));
        Assert.That(few.Output, Does.Contain($"Mass-delete guard: MongoDB lacks 10 of 50 known documents of {Ctl.Collection} (20 %); up to 10 may go. They would be deleted in the Big Peer."));

        await Ctl.Scene.Docs.Mongo.DeleteAsync("\"d0010\"");
        await Ctl.Scene.Docs.BigPeer.DeleteAsync("\"d0049\"");
        var many = await Ctl.AloneAsync("plan", "-f", Ctl.Configuration());
        Assert.That(many.Output, Does.Contain("MongoDB lacks 11 of 50 known documents").And.Contain("(22 %); up to 10 may go. Their deletes in the Big Peer would be held until a person decides.")
            .And.Contain("the Big Peer lacks 1 of 50 known documents").And.Contain("They would be deleted in MongoDB."));
        var guard = (await Ctl.AloneAsync("plan", "-f", Ctl.Configuration(), "-o", "json")).Json.GetProperty("guard")[0];
        Assert.That((guard.GetProperty("side").GetString(), guard.GetProperty("deletes").GetInt64(), guard.GetProperty("known").GetInt64(), guard.GetProperty("limit").GetInt64(), guard.GetProperty("held").GetBoolean()),
            Is.EqualTo(("mongodb", 11L, 50L, 10L, true)));

        // As it was foretold.
        await Ctl.Scene.LaunchAsync();
        string id = "";
        await Ctl.Scene.UntilAsync("the deletes are held", async () =>
        {
            if (await Ctl.RunAsync("mass-deletes", "list", "-o", "json") is not { Code: 1 } list) return "not yet";
            var block = list.Json.GetProperty("blocks")[0].GetProperty("block");
            id = block.GetProperty("id").GetString()!;
            return block.GetProperty("count").GetInt64() == 11 ? null : list.Output;
        });
        await Ctl.Scene.UntilAsync("the other is gone", async () => await Ctl.Scene.Docs.Mongo.FindAsync("\"d0049\"") is null ? null : "not yet");
        var blocked = await Ctl.AloneAsync("plan", "-f", Ctl.Configuration());
        Assert.That(blocked.Code, Is.EqualTo(1));
        Assert.That(blocked.Output, Does.Contain($"are held until a person decides (block {id})."));
    }

    [Test]
    public async Task The_doctor_names_each_check_and_what_to_do()
    {
        await Ctl.Scene.CreateAsync(SharedServers.Client);
        var well = await Ctl.AloneAsync("doctor", "-f", Ctl.Configuration());
        Assert.That(well.Code, Is.Zero);
        Assert.That(well.Output, Does.Contain("MongoDB: replica set").And.Contain("MongoDB: oplog window").And.Contain("Big Peer: API key").And.Contain($"Big Peer: collection {Ctl.Collection}"));

        var secrets = Ctl.Scene.Secrets();
        secrets["DITTO_API_KEY"] = "wrong-key-of-the-tests";
        var refused = await CtlRun.Async(secrets, "doctor", "-f", Ctl.Configuration(), "-o", "json");
        Assert.That(refused.Code, Is.EqualTo(1));
        Assert.That(refused.Json.EnumerateArray().Where(c => c.GetProperty("outcome").GetString() == "failed").Select(c => c.GetProperty("name").GetString()), Is.EqualTo(new[] { "Big Peer: API key" }));
        Assert.That(refused.Output, Does.Not.Contain("wrong-key"));

        secrets["MONGODB_URI"] = "mongodb://ada:hush-hush@127.0.0.1:1/?replicaSet=rs0";
        var unreachable = await CtlRun.Async(secrets, "doctor", "-f", Ctl.Configuration());
        Assert.That(unreachable.Output, Does.Contain("MongoUnreachable").And.Contain("connection refused").And.Contain("not looked at because of what failed before").And.Not.Contain("hush-hush"));
        var plan = await CtlRun.Async(secrets, "plan", "-f", Ctl.Configuration());
        Assert.That(plan.Code, Is.EqualTo(3));
        Assert.That(plan.Errors, Does.Contain("Failed to connect to MongoDB").And.Not.Contain("hush-hush"));

        var broken = await Ctl.AloneAsync("doctor", "-f", Ctl.Write("bridge.yaml", Ctl.Scene.Yaml().Replace("fields: [_id]", "fields: []", StringComparison.Ordinal)));
        Assert.That(broken.Code, Is.EqualTo(2));
        Assert.That(broken.Errors, Does.Contain(".fields"));
    }

    /// <summary>Every byte of the database, and every document of the Big Peer.</summary>
    private async Task<string> EverythingAsync()
    {
        var lines = new List<string>();
        var reply = await SharedServers.Client.RunCommandAsync(Ctl.Scene.Database, Documents.Bson("""{"listCollections":1,"cursor":{"batchSize":100}}"""));
        lines.Add(JsonDocument.Parse(Documents.Canonical(reply)).RootElement.GetProperty("cursor").GetProperty("firstBatch").GetRawText());
        foreach (var name in (string[])[Ctl.Collection, "__ditto_connector_state", "__ditto_connector_documents", "__ditto_unsynced_documents"])
            lines.AddRange((await new MongoCollection(SharedServers.Client, Ctl.Scene.Database, name).AllAsync()).Select(d => $"{name} {Convert.ToHexString(d.Span)}"));
        lines.AddRange((await Ctl.Scene.Docs.BigPeer.AllAsync()).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value));
        return string.Join('\n', lines);
    }
}
