using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MongoC;
using MongoC.Bson;
using MongoStandIn;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>The command <c>drop-state</c>.</summary>
[CancelAfter(120_000)]
internal sealed class DropStateTests
{
    private static readonly string[] State = ["__ditto_connector_documents", "__ditto_connector_state", "__ditto_unsynced_documents"];

    [Test]
    public async Task The_state_of_a_stopped_bridge_goes_and_the_documents_stay()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m","n":1}""", $$"""{"_id":"{{new string('x', 300)}}"}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d","n":2}""");
        await scene.StartAsync();
        await scene.BothAsync("\"m\"", """{"_id":"m","n":1}""");
        await scene.BothAsync("\"d\"", """{"_id":"d","n":2}""");
        await scene.ParkedAsync("UnsupportedIdentity");
        await scene.StopAsync();
        Assert.That(await StateAsync(scene), Is.EqualTo(State));

        Assert.That(await DropAsync(scene), Does.Contain("__ditto_unsynced_documents, __ditto_connector_documents, __ditto_connector_state"));
        Assert.That(await StateAsync(scene), Is.Empty);
        Assert.That((await scene.Docs.Mongo.CountAsync(), await scene.Docs.BigPeer.CountAsync()), Is.EqualTo((3, 2)));

        Assert.That(await DropAsync(scene), Does.Contain("there is nothing to do"));
        Assert.That(await StateAsync(scene), Is.Empty, "it makes nothing either");

        // The same name begins afresh.
        await scene.Docs.Mongo.UpdateAsync("\"m\"", """{"$set":{"n":3}}""");
        await scene.StartAsync();
        await scene.BothAsync("\"m\"", """{"_id":"m","n":3}""");
    }

    [Test]
    public async Task What_the_mass_delete_guard_held_and_counted_goes_too()
    {
        await using var scene = new Scene(new SceneOptions { Yaml = "massDeleteGuard: { share: 0.2, minimum: 5 }" });
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 20).Select(i => $$"""{"_id":"m{{i}}"}"""));
        await scene.StartAsync();
        await scene.UntilAsync("all are there", async () => await scene.Docs.BigPeer.CountAsync() == 20 && await scene.Bridge.MetricAsync("bridge_ledger_entries") >= 20 ? null : "not yet");
        await scene.Docs.Mongo.DeleteAsync(Enumerable.Range(0, 10).Select(i => $"\"m{i}\""));
        await scene.Bridge.LogAsync("MassDeleteBlocked");
        await scene.StopAsync();
        await DropAsync(scene);
        Assert.That(await StateAsync(scene), Is.Empty);
        await scene.StartAsync();
        await scene.UntilAsync("the first start of a bridge merges both sides", async () => await scene.Docs.Mongo.CountAsync() == await scene.Docs.BigPeer.CountAsync() ? null : "not yet");
        Assert.That(await scene.Docs.Mongo.CountAsync(), Is.GreaterThanOrEqualTo(16), "what was held came back");
    }

    [Test]
    public async Task Another_bridge_of_the_same_database_keeps_its_state_and_goes_on()
    {
        await using var scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true", ["other"] = "fields: [_id], initialSync: true" } });
        await scene.CreateAsync(scene.Client);
        await using var one = BridgeProcess.Start(Only(scene, "one", scene["docs"], scene["other"]), scene.Secrets());
        await using var two = BridgeProcess.Start(Only(scene, "one-two", scene["other"], scene["docs"]), scene.Secrets());
        await one.ReadyAsync();
        await two.ReadyAsync();
        await scene["docs"].Mongo.InsertAsync("""{"_id":"a"}""");
        await scene["other"].Mongo.InsertAsync("""{"_id":"b"}""");
        await scene.BothAsync(scene["docs"], "\"a\"", """{"_id":"a"}""", """{"_id":"a"}""");
        await scene.BothAsync(scene["other"], "\"b\"", """{"_id":"b"}""", """{"_id":"b"}""");
        Assert.That((await one.TerminateAsync()).ExitCode, Is.Zero);
        var (ledger, state) = (new MongoCollection(scene.Client, scene.Database, State[0]), new MongoCollection(scene.Client, scene.Database, State[1]));
        await scene.UntilAsync("both ledgers are written", async () => (await ledger.FindAsync("""{"m":{"$exists":true}}""", limit: 0)).Count == 2 ? null : "not yet");

        await using (var drop = BridgeProcess.Start(Only(scene, "one", scene["docs"], scene["other"]), scene.Secrets(), null, "drop-state"))
            Assert.That(await drop.Process.ExitAsync(Scene.ArrivalLimit), Is.Zero, drop.Process.LastLines());
        Assert.That(await ledger.FindAsync("{}", limit: 0), Has.Exactly(2).Items.And.All.Contain("\"one-two\""), "the ledger's head and its entry");
        Assert.That(await state.FindAsync("{}", limit: 0), Is.Not.Empty.And.All.Contain("\"one-two\""));
        await scene["other"].BigPeer.DeleteAsync("\"b\"");
        await scene.BothAsync(scene["other"], "\"b\"", mongo: null, bigPeer: null);
        Assert.That((await two.TerminateAsync()).ExitCode, Is.Zero, "it was not disturbed");
    }

    [Test]
    public async Task A_runtime_that_serves_is_not_disturbed()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await scene.SettleAsync();
        await using var drop = Start(scene, "--timeout", "8");
        Assert.That(await drop.Process.ExitAsync(Scene.ArrivalLimit), Is.EqualTo(3), drop.Process.LastLines());
        Assert.That(drop.Process.LastLines(), Does.Contain("A runtime of bridge 'bridge' serves database"));
        await scene.SettleAsync();
    }

    [TestCase(UnixSignal.Terminate, TestName = "It_waits_for_a_runtime_that_stops")]
    [TestCase(UnixSignal.Kill, TestName = "A_runtime_that_was_killed_is_challenged")]
    public async Task It_waits_for_a_runtime(UnixSignal signal)
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await scene.SettleAsync();
        await using var drop = Start(scene);
        await drop.LogAsync("is to go");
        scene.Bridge.Process.Signal(signal);
        Assert.That(await drop.Process.ExitAsync(TimeSpan.FromSeconds(60)), Is.Zero, drop.Process.LastLines());
        Assert.That(await StateAsync(scene), Is.Empty);
    }

    [Test]
    public async Task Broken_off_at_any_moment_it_is_begun_again()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 500).Select(i => $$"""{"_id":"m{{i}}","n":{{i}}}"""));
        for (var run = 0; run < 4; run++)
        {
            await scene.StartAsync();
            await scene.SettleAsync();
            await scene.StopAsync();
            await using (var broken = Start(scene))
            {
                await broken.LogAsync("is to go");
                await Task.Delay(TimeSpan.FromMilliseconds(run * 5), TimeProvider.System);
                await broken.KillAsync();
            }
            // A bridge that starts in between keeps both sides in step all the same, deletes too.
            await scene.StartAsync();
            await scene.SettleAsync();
            await scene.Docs.BigPeer.DeleteAsync($"\"m{run}\"");
            await scene.BothAsync($"\"m{run}\"", document: null);
            await scene.StopAsync();
        }
        await DropAsync(scene);
        Assert.That(await StateAsync(scene), Is.Empty);
    }

    [Test]
    public async Task Wrong_credentials_end_it_at_once_with_the_reason_in_the_file()
    {
        await using var mongo = await MongoServer.StartStandInAsync(new StandInOptions { User = "root", Password = "right" });
        await using var scene = new Scene(new SceneOptions());
        var secrets = new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = mongo.ConnectionString.Replace("//", "//root:hush-hush-2@", StringComparison.Ordinal) };
        var (code, reason, log) = await FailAsync(scene, secrets);
        Assert.That(code, Is.EqualTo(1), log);
        Assert.That(reason, Is.EqualTo("AuthenticationFailed: MongoDB refuses the credentials. Check user, password and authSource in the connection string."));
        Assert.That(log, Does.Not.Contain("hush-hush-2"));
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_waited_for_as_long_as_is_said()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var scene = new Scene(new SceneOptions());
        var (code, reason, log) = await FailAsync(scene, new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = string.Create(CultureInfo.InvariantCulture, $"mongodb://127.0.0.1:{port}") });
        Assert.That(code, Is.EqualTo(1), log);
        Assert.That(reason, Does.StartWith("The state was not gone within 3 s.").And.Contain("connection refused"));
    }

    [Test]
    public async Task A_user_who_must_not_drop_collections_empties_them()
    {
        await using var mongo = await MongoServer.StartStandInAsync(new StandInOptions { User = "root", Password = "right" });
        await using var root = MongoClient.Open(mongo.ConnectionString.Replace("//", "//root:right@", StringComparison.Ordinal), new MongoClientOptions());
        const string Database = "shop";
        await root.RunWriteCommandAsync(Database, Documents.Bson($$"""
            {"createRole":"writer","privileges":[{"resource":{"db":"{{Database}}","collection":""},"actions":["find","insert","update","remove","createIndex","createCollection","changeStream","listCollections"]}],"roles":[]}
            """));
        await root.RunWriteCommandAsync(Database, Documents.Bson("""{"createUser":"ada","pwd":"secret","roles":["writer"]}"""));
        await root.RunWriteCommandAsync(Database, Documents.Bson("""{"insert":"__ditto_connector_state","documents":[{"_id":{"b":"bridge","s":0,"k":"checkpoint"},"epoch":{"$numberLong":"4"}}]}"""));
        await using var scene = new Scene(new SceneOptions());
        var yaml = scene.Yaml().Replace($"database: {scene.Database}", $"database: {Database}", StringComparison.Ordinal);
        var secrets = new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = mongo.ConnectionString.Replace("//", "//ada:secret@", StringComparison.Ordinal).Replace("/?", $"/{Database}?", StringComparison.Ordinal) };
        await using var drop = BridgeProcess.Start(yaml, secrets, null, "drop-state");
        Assert.That(await drop.Process.ExitAsync(Scene.ArrivalLimit), Is.Zero, drop.Process.LastLines());
        Assert.That(await new MongoCollection(root, Database, "__ditto_connector_state").CountAsync(), Is.Zero);
        Assert.That(drop.Process.LastLines(), Does.Contain("dropped collections: none"));
    }

    private static BridgeProcess Start(Scene scene, params string[] options) => BridgeProcess.Start(scene.Yaml(), scene.Secrets(), null, ["drop-state", .. options]);

    private static async Task<string> DropAsync(Scene scene)
    {
        await using var drop = Start(scene);
        Assert.That(await drop.Process.ExitAsync(Scene.ArrivalLimit), Is.Zero, drop.Process.LastLines());
        return drop.Process.LastLines();
    }

    private static async Task<(int Code, string Reason, string Log)> FailAsync(Scene scene, Dictionary<string, string> secrets)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var drop = BridgeProcess.Start(scene.Yaml(), secrets, null, "drop-state", "--timeout", "3", "--termination-message", file);
            return (await drop.Process.ExitAsync(Scene.ArrivalLimit), await File.ReadAllTextAsync(file), drop.Process.LastLines(1000));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The scene's configuration with one of its two collections.</summary>
    private static string Only(Scene scene, string name, CollectionPair kept, CollectionPair left)
    {
        var lines = scene.Yaml(name).Split('\n').Where(l => !l.TrimStart().StartsWith(left.Mongo.Name, StringComparison.Ordinal));
        var yaml = string.Join('\n', lines);
        return yaml.Contains(kept.Mongo.Name, StringComparison.Ordinal) ? yaml : throw new InvalidOperationException(yaml);
    }

    private static async Task<IReadOnlyList<string>> StateAsync(Scene scene)
    {
        var reply = await scene.Client.RunCommandAsync(scene.Database, Documents.Bson("""{"listCollections":1,"nameOnly":true}"""));
        var names = JsonDocument.Parse(ExtendedJson.ToJson(reply, ExtendedJsonMode.Relaxed)).RootElement.GetProperty("cursor").GetProperty("firstBatch").EnumerateArray().Select(c => c.GetProperty("name").GetString()!);
        return [.. names.Where(n => n.StartsWith("__ditto", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
