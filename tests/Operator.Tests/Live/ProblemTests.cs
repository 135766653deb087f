using System.Text.Json.Nodes;
using MongoC.Bson;
using MongoStandIn;

namespace Operator.Tests.Live;

/// <summary>What a bridge's status says of systems that are not as it needs them, and that it mends itself when they are.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class ProblemTests
{
    private LiveScene _scene = null!;

    /// <summary>The probes are asked so often that one which did not bear with a server that is away would end the runtime within seconds.</summary>
    [SetUp]
    public async Task SetUp() => _scene = await LiveScene.StartAsync(probeHaste: 20);

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_password_that_stops_being_right_is_told_once_and_a_corrected_secret_rolls_the_pod_once()
    {
        await _scene.StartBridgeAsync();
        await _scene.FlowsAsync("before");
        await SetAsync("mongo", "connectionString", LiveScene.WithUser(_scene.Mongo.ConnectionString, LiveScene.User, "wr0ng-passw0rd"));
        await _scene.UntilAsync("x", "Synchronizing", "False/AuthenticationFailed");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Synchronizing"), Does.Contain("MongoDB refuses the credentials. Check user, password and authSource"));
        Assert.That(await _scene.Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("False/AuthenticationFailed"));
        await _scene.UntilAsync("the last error is told", async () => (await _scene.StatusAsync())["lastError"]?.GetValue<string>().Contains("MongoDB refuses the credentials", StringComparison.Ordinal) == true ? null : "not yet");
        await EventAsync("Warning AuthenticationFailed ");
        // Waiting for MongoDB is no reason to start the runtime again: its probes hold.
        Assert.That(_scene.Kubelet.Runs.Select(r => (r.Pod, r.Restart, r.ProbeFailed)), Is.EqualTo(new[] { ("x-0", 0, false), ("x-0", 0, false) }));

        await SetAsync("mongo", "connectionString", _scene.ConnectionString);
        await _scene.ReadyAsync();
        await _scene.FlowsAsync("after");
        await _scene.UntilAsync("the error is gone", async () => (await _scene.StatusAsync())["lastError"] is null ? null : "not yet");
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(3), "one pod for each secret");
        Assert.That(_scene.Kubelet.Overlaps("x-0"), Is.Empty);
        Assert.That(_scene.Kubelet.Runs.Take(2).Select(r => r.ExitCode), Is.All.EqualTo(0));
        await _scene.AssertNoSecretsAsync("wr0ng-passw0rd");
    }

    [Test]
    public async Task A_key_that_the_Big_Peer_refuses_is_told_with_its_remedy_and_mends_itself()
    {
        await _scene.CreateAsync();
        await _scene.CreateSecretsAsync(apiKey: "wr0ng-key-of-the-tests");
        await _scene.Bridges.ApplyAsync(_scene.Manifest());
        await _scene.UntilAsync("x", "Synchronizing", "False/ApiKeyLacksPermission");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Synchronizing"), Does.Contain("Give the API key read and write permission for the collections."));
        await EventAsync("Warning ApiKeyLacksPermission Synchronizing: ");
        await SetAsync("example-app-big-peer", "apiKey", SharedBigPeer.Server.Api.ApiKey);
        await _scene.ReadyAsync();
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(2));
        await _scene.AssertNoSecretsAsync("wr0ng-key-of-the-tests");
    }

    [Test]
    public async Task A_collection_that_is_not_there_waits_while_the_others_are_served_and_needs_no_new_pod()
    {
        var missing = $"later_{_scene.Database}";
        await _scene.CreateAsync();
        await _scene.CreateSecretsAsync();
        await _scene.Bridges.ApplyAsync(_scene.Manifest().Replace($"{_scene.Collection}: ", $"{missing}: {{fields: [_id]}}\n        {_scene.Collection}: ", StringComparison.Ordinal));
        await _scene.UntilAsync("x", "Synchronizing", "False/CollectionNotFound");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Ready"), Does.Contain($"Collection {missing} not found. It is served as soon as it is created"));
        await _scene.FlowsAsync("served");
        await _scene.UntilAsync("one waits, one lives", async () =>
        {
            var states = (await _scene.StatusAsync())["collections"]!.AsArray().ToDictionary(c => c!["name"]!.GetValue<string>(), c => c!["state"]!.GetValue<string>());
            return (states[missing], states[_scene.Collection]) == ("Waiting", "Live") ? null : string.Join(", ", states);
        });
        await _scene.CreateAsync(missing);
        await _scene.ReadyAsync();
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_stand_alone_server_and_one_that_is_gone_are_told_apart()
    {
        await _scene.StartBridgeAsync();
        var port = new Uri(_scene.Mongo.ConnectionString.Replace("mongodb", "http", StringComparison.Ordinal)).Port;
        await _scene.StopMongoAsync();
        await _scene.UntilAsync("x", "Ready", "False/MongoUnreachable");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Ready"), Does.Contain("Failed to connect to MongoDB"));
        await EventAsync("Warning MongoUnreachable Ready: ");

        await _scene.StartMongoAsync(new StandInOptions { Port = port, IsStandalone = true, User = LiveScene.User, Password = LiveScene.Password });
        // A connection that named a replica set finds none there; one that did not is told what is missing.
        await SetAsync("mongo", "connectionString", LiveScene.WithUser(_scene.Mongo.ConnectionString, LiveScene.User, LiveScene.Password));
        await _scene.UntilAsync("x", "Synchronizing", "False/NotAReplicaSet");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Ready"), Does.Contain("--replSet").And.Contain("rs.initiate()"));
        Assert.That(_scene.Kubelet.Runs.Select(r => (r.Restart, r.ProbeFailed)), Is.All.EqualTo((0, false)));
    }

    [Test]
    public async Task A_user_without_the_permission_is_told_what_to_grant_and_goes_on_when_it_is_granted()
    {
        await _scene.CreateAsync();
        await _scene.Client.RunWriteCommandAsync("admin", ExtendedJson.Parse($$"""{"createUser":"reader","pwd":"reader-password","roles":[{"role":"read","db":"{{_scene.Database}}"}]}"""));
        await _scene.CreateSecretsAsync(LiveScene.WithUser(_scene.Mongo.ConnectionString, "reader", "reader-password"));
        await _scene.Bridges.ApplyAsync(_scene.Manifest());
        await _scene.UntilAsync("x", "Synchronizing", "False/NotAuthorized");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Ready"), Does.Contain("Grant readWrite on the database"));
        await _scene.Client.RunWriteCommandAsync("admin", ExtendedJson.Parse($$"""{"grantRolesToUser":"reader","roles":[{"role":"readWrite","db":"{{_scene.Database}}"}]}"""));
        await _scene.ReadyAsync();
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1), "the server was mended, not the pod");
        await _scene.AssertNoSecretsAsync("reader-password");
    }

    private Task SetAsync(string secret, string key, string value) =>
        _scene.Bridges.KubectlAsync("patch", "secret", secret, "--type=merge", "-p", new JsonObject { ["stringData"] = new JsonObject { [key] = value } }.ToJsonString());

    private Task EventAsync(string beginning) => _scene.UntilAsync($"an event: {beginning}", async () =>
    {
        var events = await _scene.Bridges.EventsAsync();
        return events.Count(e => e.StartsWith(beginning, StringComparison.Ordinal)) == 1 ? null : string.Join('\n', events);
    });
}
