namespace Operator.Tests.Bridges;

[Parallelizable(ParallelScope.Self)]
public sealed class AcceptTests
{
    private BridgeScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await BridgeScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task What_an_old_api_server_lets_through_the_operator_refuses_all_at_once()
    {
        await _scene.ApplyAsync(BridgeScene.Manifest(collections: "tasks: {fields: [_id, other], mode: ejson}").Replace("kubernetesSecret: { name: mongo }", "{}", StringComparison.Ordinal));
        await _scene.UntilAsync("x", "Accepted", "False/InvalidSpec");
        Assert.That(await _scene.MessageAsync("x", "Accepted"), Does.Contain("connectionSecret: must hold exactly one of").And.Contain("fields: must hold _id alone").And.Contain("dqlStrictMode: must be false with mode ejson"));
        Assert.That(await _scene.ConditionAsync("x", "SecretsResolved"), Is.EqualTo("Unknown/Waiting"));
        Assert.That((await _scene.GetAsync("bpdb", "x"))["status"]!["observedGeneration"]!.GetValue<int>(), Is.EqualTo(1));
        await _scene.UntilAsync("an event says so", async () => (await _scene.EventsAsync()).Any(e => e.StartsWith("Warning InvalidSpec", StringComparison.Ordinal)) ? null : "not yet");

        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "Accepted", "True/Valid");
        Assert.That((await _scene.GetAsync("bpdb", "x"))["status"]!["observedGeneration"]!.GetValue<int>(), Is.EqualTo(2));
    }

    [Test]
    public async Task Of_two_bridges_on_one_collection_the_older_keeps_it_until_it_goes()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest("older"));
        await _scene.UntilAsync("older", "RuntimeDeployed", "False/PodPending");
        await _scene.ApplyAsync(BridgeScene.Manifest("apart", "orders: {fields: [_id]}"));
        await _scene.UntilAsync("apart", "Accepted", "True/Valid");
        await _scene.OlderThanTheNextAsync("older");
        await _scene.ApplyAsync(BridgeScene.Manifest("younger", "tasks: {fields: [_id]}, more: {fields: [_id]}".Replace(", more", "\n        more", StringComparison.Ordinal)));
        await _scene.UntilAsync("younger", "Accepted", "False/DatabaseInUse");
        Assert.That(await _scene.MessageAsync("younger", "Accepted"), Does.Contain($"Bridge {_scene.Namespace}/older").And.Contain("tasks").And.Not.Contain("more"));
        Assert.That(await _scene.FindAsync("statefulset", "younger"), Is.Null);
        await _scene.KubectlAsync("delete", "bpdb", "older");
        await _scene.UntilAsync("younger", "Accepted", "True/Valid");
    }

    [Test]
    public async Task Two_secrets_that_lead_to_the_same_hosts_are_one_database()
    {
        await _scene.CreateSecretsAsync();
        await _scene.KubectlAsync("create", "secret", "generic", "mongo-too", "--from-literal=connectionString=mongodb://else:w0rd@DB.example/?tls=true");
        await _scene.ApplyAsync(BridgeScene.Manifest("older"));
        await _scene.UntilAsync("older", "RuntimeDeployed", "False/PodPending");
        await _scene.OlderThanTheNextAsync("older");
        await _scene.ApplyAsync(BridgeScene.Manifest("younger").Replace("name: mongo }", "name: mongo-too }", StringComparison.Ordinal));
        await _scene.UntilAsync("younger", "Accepted", "False/DatabaseInUse");
    }

    [Test]
    public async Task A_bridge_of_the_same_name_in_another_namespace_cannot_share_the_database()
    {
        await using var other = await BridgeScene.StartAsync();
        await other.Operator.DisposeAsync();
        await _scene.CreateSecretsAsync();
        await other.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await _scene.OlderThanTheNextAsync("x");
        await _scene.Operator.DisposeAsync();
        _scene.StartOperator(further: other.Namespace);
        await other.ApplyAsync(BridgeScene.Manifest(collections: "orders: {fields: [_id]}"));
        await _scene.UntilAsync("the younger is refused", async () => await other.ConditionAsync("x", "Accepted") is var found && found == "False/DatabaseInUse" ? null : found);
        Assert.That(await other.MessageAsync("x", "Accepted"), Does.Contain($"Bridge {_scene.Namespace}/x, which is older, has the same name"));
        Assert.That(await other.FindAsync("statefulset", "x"), Is.Null);
    }
}
