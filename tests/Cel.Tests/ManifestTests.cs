using System.Text.Json.Nodes;
using Cel.Tests.Server;
using TestKit;

namespace Cel.Tests;

/// <summary>The manifests of samples/ as they are, and with the typing errors that people make.</summary>
public sealed class ManifestTests
{
    private static IEnumerable<string> Samples => Directory.GetFiles(SamplesFolder, "*.yaml").Select(f => Path.GetFileName(f)!).Order();

    private static string SamplesFolder => Path.Combine(RepositoryFolder.Path, "samples");

    [TestCaseSource(nameof(Samples))]
    public async Task Every_sample_is_taken_whole(string sample)
    {
        var answer = await SharedServer.Server.JudgeYamlAsync(Read(sample));
        Assert.That(answer.Code, Is.EqualTo(201), answer.ToString());
        Assert.That(OperatorVerdict.Of(YamlJson.Read(Read(sample))!), Is.Empty);
    }

    /// <summary>Manifests as they are written for Ditto's own operator, word for word.</summary>
    [TestCase("kubernetes-secret.yaml", """
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: example-mongo-connector
          namespace: ditto
          labels:
            ditto.live/app: example-app
            ditto.live/big-peer: example
        spec:
          description: MongoDB Connector for syncing tasks collection.
          bridge:
            mongoConnector:
              connectionSecret:
                kubernetesSecret:
                  name: example-mongo-connector
                  connectionString: connectionString
              database: test-db
              collections:
                tasks:
                  fields: [_id]
                  initialSync: true
        """)]
    [TestCase("aws-secrets-manager.yaml", """
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: example-mongo-connector
          namespace: ditto
          labels:
            ditto.live/app: example-app
        spec:
          description: MongoDB Connector for syncing tasks collection.
          bridge:
            mongoConnector:
              connectionSecret:
                awsSecretsManager:
                  secretId: dittocluster/app-id/mongo-connector
                  roleArn: arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id
                  region: us-east-1
              database: test-db
              collections:
                tasks:
                  fields: [_id]
                  initialSync: true
        """)]
    public void A_sample_for_what_Ditto_has_too_is_word_for_word_as_it_is_there(string sample, string manifest) => Assert.That(
        JsonNode.DeepEquals(YamlJson.Read(File.ReadAllText(Path.Combine(SamplesFolder, sample))), YamlJson.Read(manifest)), $"{sample} is not\n{manifest}");

    [TestCase("minimal.yaml", "fields:", "feilds:", "spec.bridge.mongoConnector.collections.tasks.feilds")]
    [TestCase("minimal.yaml", "kubernetesSecret:", "kubernetessecret:", "spec.bridge.mongoConnector.connectionSecret.kubernetessecret")]
    [TestCase("kubernetes-secret.yaml", "initialSync:", "initalSync:", "spec.bridge.mongoConnector.collections.tasks.initalSync")]
    [TestCase("settable-counters.yaml", "settableCounters:", "setableCounters:", "spec.bridge.mongoConnector.collections.stock.dittoTypes.setableCounters")]
    [TestCase("aws-secrets-manager.yaml", "secretId:", "secretID:", "spec.bridge.mongoConnector.connectionSecret.awsSecretsManager.secretID")]
    [TestCase("production.yaml", "conflictPolicy:", "conflictpolicy:", "spec.conflictpolicy")]
    public async Task A_typing_error_is_named_by_the_server_and_by_the_operator(string sample, string word, string typed, string field)
    {
        var manifest = Read(sample);
        var at = manifest.IndexOf(word, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThan(0), $"{sample} has no {word}");
        manifest = manifest[..at] + typed + manifest[(at + word.Length)..];
        var answer = await SharedServer.Server.JudgeYamlAsync(manifest);
        Assert.That(answer.Code, Is.EqualTo(400), answer.ToString());
        Assert.That(answer.Message, Does.Contain($"unknown field \"{field}\""));
        Assert.That(OperatorVerdict.Of(YamlJson.Read(manifest)!).Select(e => e.ToString()), Has.Some.StartsWith($"{field}: is not known here; did you mean {word.TrimEnd(':')}?"));
    }

    [Test]
    public async Task A_field_given_twice_is_named()
    {
        var answer = await SharedServer.Server.JudgeYamlAsync(Read("minimal.yaml") + "  suspend: true\n  suspend: false\n");
        Assert.That(answer.Code, Is.EqualTo(400), answer.ToString());
        Assert.That(answer.Message, Does.Contain("suspend").And.Contain("already set"));
    }

    private static string Read(string sample) => File.ReadAllText(Path.Combine(SamplesFolder, sample)).Replace("  namespace: ditto\n", "", StringComparison.Ordinal);
}
