namespace BridgeModel.Tests;

public sealed class BridgeResourceReaderTests
{
    private const string Secret = "\"kubernetesSecret\":{\"name\":\"example-mongo-connector\"}";
    private const string Aws = """ "awsSecretsManager":{"secretId":"dittocluster/app-id/mongo-connector","roleArn":"arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id","region":"us-east-1"}""";
    private const string Tasks = """ "tasks":{"fields":["_id"]}""";

    private static readonly Dictionary<string, string> Labels = new() { ["ditto.live/app"] = "example-app" };

    [Test]
    public void A_spec_with_one_secret_is_valid() => Assert.Multiple(() =>
    {
        Assert.That(Errors(Spec()), Is.Empty);
        Assert.That(Errors(Spec(secret: Aws)), Is.Empty);
        Assert.That(Read(Spec()).Spec.MongoConnector.ConnectionSecret!.KubernetesSecret!.ConnectionString, Is.EqualTo("connectionString"));
    });

    [Test]
    public void Every_field_is_read()
    {
        var spec = Read(Spec(more: """
            ,"displayName":"n","description":"d","suspend":true,"conflictPolicy":"bigPeer","deletionPolicy":"Delete",
            "bigPeer":{"endpoint":"https://host/app","apiKeySecret":{"name":"keys","key":"k"},"pollInterval":"500ms"},
            "massDeleteGuard":{"share":0.5,"minimum":10,"window":"30m"},"deadLetters":{"maximum":500,"retryInterval":"15m","keepDocuments":true},
            "runtime":{"image":"i","batchSize":7,"workers":3,"logLevel":"Debug","imagePullSecrets":[{"name":"p"}],"resources":{},"nodeSelector":{},"tolerations":[],"affinity":{},"extraEnv":[]}
            """));
        Assert.That(spec.Errors, Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That((spec.Spec.Suspend, spec.Spec.ConflictPolicy, spec.Spec.DeletionPolicy), Is.EqualTo((true, ConflictPolicy.BigPeer, DeletionPolicy.Delete)));
            Assert.That(spec.Spec.BigPeer, Is.EqualTo(new BigPeerResourceSpec { Endpoint = "https://host/app", ApiKeySecret = new() { Name = "keys", Key = "k" }, PollInterval = TimeSpan.FromMilliseconds(500) }));
            Assert.That(spec.Spec.MassDeleteGuard, Is.EqualTo(new MassDeleteGuardSettings { Share = 0.5, Minimum = 10, Window = TimeSpan.FromMinutes(30) }));
            Assert.That(spec.Spec.DeadLetters, Is.EqualTo(new DeadLetterSettings { Maximum = 500, RetryInterval = TimeSpan.FromMinutes(15), KeepDocuments = true }));
            Assert.That(spec.Spec.Runtime, Is.EqualTo(new RuntimeResourceSpec { Image = "i", BatchSize = 7, Workers = 3, LogLevel = BridgeLogLevel.Debug }));
        });
    }

    [Test]
    public void A_schema_is_refused_because_its_files_cannot_be_given() => Assert.That(
        Errors("""{"bridge":{"mongoConnector":{"connectionSecret":{"kubernetesSecret":{"name":"s"}},"database":"d","collections":{"tasks":{"fields":["_id"],"filter":"a = 1","schema":{"file":"a.json"}}}}}}"""),
        Is.EqualTo(new[] { "spec.bridge.mongoConnector.collections.tasks.schema: names files, which a bridge in the cluster cannot be given yet; take it out, or run the bridge without the operator" }));

    [Test]
    public void References_are_not_followed()
    {
        var read = Read(Spec(database: "${HOME}"));
        Assert.That(read.Spec.MongoConnector.Database, Is.EqualTo("${HOME}"));
        Assert.That(read.Errors.Single().ToString(), Does.StartWith("spec.bridge.mongoConnector.database: is not a name MongoDB allows"));
    }

    [TestCase("""{"mongoConnector":{"connectionString":"mongodb://u:pa55w0rd@h","database":"d","collections":{"tasks":{"fields":["_id"]}}}}""",
        "spec.bridge.mongoConnector.connectionString: is for a bridge without the operator; here use connectionSecret, so that the resource holds no secret",
        "spec.bridge.mongoConnector.connectionSecret: is missing; give kubernetesSecret or awsSecretsManager")]
    [TestCase("""{"kafka":{}}""", "spec.bridge.kafka: is not known here; Known are mongoConnector", "spec.bridge.mongoConnector: is missing; it holds connectionSecret, database and collections (a kafka bridge is for Ditto's own operator)")]
    [TestCase("""{"mongoConnector":3}""", "spec.bridge.mongoConnector: is a whole number; a mapping is needed")]
    public void What_is_wrong_with_the_bridge_has_its_remedy(string bridge, params string[] errors)
    {
        var found = Errors($$"""{"bridge":{{bridge}}}""");
        Assert.That(found, Is.EquivalentTo(errors));
        Assert.That(string.Join('\n', found), Does.Not.Contain("pa55w0rd"));
    }

    [TestCase("")]
    [TestCase("Upper")]
    [TestCase("-a")]
    [TestCase("a..b")]
    public void The_secrets_name_is_a_dns_subdomain(string name) =>
        Assert.That(Errors(Spec(secret: $$""" "kubernetesSecret":{"name":"{{name}}"}""")), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionSecret.kubernetesSecret.name: must be the name of a Secret: lower-case letters, digits, '-' and '.', at most 253 characters",
        }));

    [TestCase("")]
    [TestCase("..")]
    [TestCase("..a")]
    [TestCase("a/b")]
    public void The_secrets_key_is_one_that_kubernetes_allows(string key) =>
        Assert.That(Errors(Spec(secret: $$""" "kubernetesSecret":{"name":"a.b","connectionString":"{{key}}"}""")), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionSecret.kubernetesSecret.connectionString: must be a key of a Secret: 1 to 253 letters, digits, '-', '_' and '.', not . alone and not beginning with ..",
        }));

    [TestCase("", "arn:aws:iam::1:role/a", "us-east-1", "secretId: is missing; give the secret's name or ARN")]
    [TestCase("a", "", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:aws iam", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:a\\n", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:a", "US-EAST-1", "region: must be an AWS region, such as us-east-1")]
    [TestCase("a", "arn:a", "", "region: must be an AWS region, such as us-east-1")]
    public void Each_rule_of_the_aws_secret_has_its_message(string secretId, string roleArn, string region, string error) => Assert.That(
        Errors(Spec(secret: $$""" "awsSecretsManager":{"secretId":"{{secretId}}","roleArn":"{{roleArn}}","region":"{{region}}"}""")),
        Is.EqualTo(new[] { $"spec.bridge.mongoConnector.connectionSecret.awsSecretsManager.{error}" }));

    [Test]
    public void Exactly_one_secret_is_needed()
    {
        const string error = "spec.bridge.mongoConnector.connectionSecret: must hold exactly one of kubernetesSecret and awsSecretsManager";
        Assert.That(Errors(Spec(secret: "")), Is.EqualTo(new[] { error }));
        Assert.That(Errors(Spec(secret: $"{Secret},{Aws}")), Is.EqualTo(new[] { error }));
    }

    [TestCase(""","bigPeer":{"endpoint":"ftp://x"}""", "spec.bigPeer.endpoint: must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase(""","bigPeer":{"apiKeySecret":{"name":"A"}}""", "spec.bigPeer.apiKeySecret.name: must be the name of a Secret: lower-case letters, digits, '-' and '.', at most 253 characters")]
    [TestCase(""","bigPeer":{"pollInterval":"2h"}""", "spec.bigPeer.pollInterval: must be between 10ms and 1h")]
    [TestCase(""","bigPeer":{"pollInterval":"soon"}""", "spec.bigPeer.pollInterval: is a text; a duration such as 500ms, 30s, 5m or 1h30m is needed")]
    [TestCase(""","runtime":{"workers":65}""", "spec.runtime.workers: must be between 1 and 64")]
    [TestCase(""","runtime":{"wokers":5}""", "spec.runtime.wokers: is not known here; did you mean workers? Known are imagePullSecrets, resources, nodeSelector, tolerations, affinity, extraEnv, image, batchSize, workers, logLevel")]
    [TestCase(""","deletionPolicy":"delete" """, "spec.deletionPolicy: must be one of Retain, Delete; did you mean Delete?")]
    public void Our_own_fields_have_their_rules(string more, string error) => Assert.That(Errors(Spec(more: more)), Is.EqualTo(new[] { error }));

    [Test]
    public void The_name_is_a_label_and_the_app_is_named()
    {
        var errors = BridgeResourceReader.Read("a.b", new Dictionary<string, string>(), Spec()).Errors.Select(e => e.ToString());
        Assert.That(errors, Is.EquivalentTo(new[]
        {
            "metadata.name: must be a DNS-1123 label: 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit",
            "metadata.labels: must hold ditto.live/app, the name of the Ditto app",
        }));
    }

    [Test]
    public void All_errors_come_at_once() => Assert.That(
        Read(Spec(database: "", collections: """ "a.b":{"fields":["x.y"]},"tasks":{"fields":["_id"],"mode":"ejson"}""", secret: "")).Errors.Select(e => e.Path), Is.EquivalentTo(new[]
        {
            "spec.bridge.mongoConnector.database", "spec.bridge.mongoConnector.connectionSecret",
            "spec.bridge.mongoConnector.collections[\"a.b\"].fields[0]", "spec.bridge.mongoConnector.collections.tasks.dqlStrictMode",
        }));

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("3")]
    public void What_is_no_spec_at_all_is_an_error_and_no_exception(string spec) => Assert.That(Errors(spec), Is.Not.Empty);

    private static string Spec(string secret = Secret, string database = "test-db", string collections = Tasks, string more = "") =>
        "{\"bridge\":{\"mongoConnector\":{\"connectionSecret\":{" + secret + "},\"database\":\"" + database + "\",\"collections\":{" + collections + "}}}" + more + "}";

    private static BridgeResourceResult Read(string spec) => BridgeResourceReader.Read("example", Labels, spec);

    private static IEnumerable<string> Errors(string spec) => Read(spec).Errors.Select(e => e.ToString());
}
