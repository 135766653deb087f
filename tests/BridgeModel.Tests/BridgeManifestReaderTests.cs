namespace BridgeModel.Tests;

public sealed class BridgeManifestReaderTests
{
    private const string Bridge = """
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: shop
          namespace: ditto
          labels:
            ditto.live/app: example-app
        spec:
          conflictPolicy: bigPeer
          bridge:
            mongoConnector:
              connectionSecret: { kubernetesSecret: { name: shop-mongo } }
              database: shop
              collections:
                tasks: { fields: [_id] }

        """;

    [Test]
    public void A_bridge_is_read_whole_wherever_it_stands_in_the_file()
    {
        foreach (var text in new[] { Bridge, $"---\n{Bridge}", $"kind: Secret\nstringData: {{ a: b }}\n---\n{Bridge}---\n# nothing\n" })
        {
            var manifest = BridgeManifestReader.TryRead(text)!;
            Assert.That(manifest.Errors, Is.Empty);
            Assert.That((manifest.Name, manifest.Namespace, manifest.App), Is.EqualTo(("shop", "ditto", "example-app")));
            Assert.That((manifest.Spec.ConflictPolicy, manifest.Spec.MongoConnector.ConnectionSecret!.KubernetesSecret!.Name), Is.EqualTo((ConflictPolicy.BigPeer, "shop-mongo")));
        }
    }

    [TestCase("")]
    [TestCase("name: shop\nmongoConnector: { database: shop }")]
    [TestCase("kind: Secret\nmetadata: { name: BigPeerDataBridge }")]
    [TestCase("- kind: BigPeerDataBridge")]
    [TestCase("name: [")]
    public void What_holds_no_bridge_is_none(string text) => Assert.That(BridgeManifestReader.TryRead(text), Is.Null);

    [Test]
    public void A_file_that_is_not_there_is_none() => Assert.That(BridgeManifestReader.TryReadFile(Path.Combine(TestContext.CurrentContext.WorkDirectory, "none", "manifest.yaml")), Is.Null);

    [TestCase("fields: [_id]", "fields: [_id", "manifest (line 15): is not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    [TestCase("namespace: ditto", "namespace: &a [*a]", "manifest (line 5): is an alias (*) of an anchor (&) that is not there before it; a text that begins with * needs quotes")]
    [TestCase("conflictPolicy: bigPeer", "conflictPolicy: ditto", "spec.conflictPolicy (line 9): must be one of mongodb, bigPeer")]
    [TestCase("conflictPolicy:", "conflictPolice:", "spec.conflictPolice (line 9): is not known here; did you mean conflictPolicy?")]
    [TestCase("spec:", "specs:", "spec (line 1): is missing; it holds bridge, and what is to differ from the defaults")]
    [TestCase("ditto.live/app: example-app", "app: example-app", "metadata.labels (line 6): must hold ditto.live/app, the name of the Ditto app")]
    [TestCase("name: shop\n", "name: Shop\n", "metadata.name (line 4): ")]
    [TestCase("database: shop", "database: shop\n      database: b", "spec.bridge.mongoConnector.database (line 14): is there twice, first in line 13; remove one")]
    public void What_is_wrong_is_named_with_its_line(string part, string instead, string error)
    {
        var text = Bridge.Replace(part, instead, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Bridge));
        Assert.That(BridgeManifestReader.TryRead(text)!.Errors.Select(e => e.ToString()), Has.Some.StartsWith(error));
    }

    [Test]
    public void Two_bridges_in_one_file_are_refused() => Assert.That(
        BridgeManifestReader.TryRead($"{Bridge}---\n{Bridge}")!.Errors.Single().ToString(), Is.EqualTo("manifest (line 17): holds 2 of kind BigPeerDataBridge; give a file with one"));

    [Test]
    public void A_bridge_may_stand_beside_its_CRD_but_nothing_nests_without_end()
    {
        var deep = $"a: {new string('[', 60)}{new string(']', 60)}\n---\n{Bridge}";
        Assert.That(BridgeManifestReader.TryRead(deep)!.Errors, Is.Empty);
        var endless = $"{Bridge}---\na: {new string('[', 100_000)}{new string(']', 100_000)}\n";
        Assert.That(BridgeManifestReader.TryRead(endless)!.Errors.Single().ToString(), Is.EqualTo("manifest (line 17): is nested deeper than 100 levels"));
    }
}
