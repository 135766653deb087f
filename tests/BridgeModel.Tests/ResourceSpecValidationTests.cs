namespace BridgeModel.Tests;

public sealed class ResourceSpecValidationTests
{
    private static readonly MongoConnectorSpec Valid = new()
    {
        ConnectionSecret = new() { KubernetesSecret = new() { Name = "example-mongo-connector" } },
        Database = "test-db",
        Collections = new Dictionary<string, CollectionSpec> { ["tasks"] = new() { Fields = ["_id"] } },
    };

    private static readonly AwsSecretsManagerSpec Aws = new()
    {
        SecretId = "dittocluster/app-id/mongo-connector",
        RoleArn = "arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id",
        Region = "us-east-1",
    };

    [Test]
    public void A_spec_with_one_secret_is_valid() => Assert.Multiple(() =>
    {
        Assert.That(Errors(Valid), Is.Empty);
        Assert.That(Errors(Valid with { ConnectionSecret = new() { AwsSecretsManager = Aws } }), Is.Empty);
        Assert.That(Valid.ConnectionSecret!.KubernetesSecret!.ConnectionString, Is.EqualTo("connectionString"));
    });

    [Test]
    public void A_connection_string_in_the_resource_is_an_error_with_the_remedy() =>
        Assert.That(Errors(Valid with { ConnectionString = new Secret("mongodb://u:pa55w0rd@h") }), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionString: is for a bridge without the operator; here use connectionSecret, so that the resource holds no secret",
        }));

    [Test]
    public void A_missing_secret_is_an_error() =>
        Assert.That(Errors(Valid with { ConnectionSecret = null }), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionSecret: is missing; give kubernetesSecret or awsSecretsManager",
        }));

    [Test]
    public void Exactly_one_secret_is_needed()
    {
        const string error = "spec.bridge.mongoConnector.connectionSecret: must hold exactly one of kubernetesSecret and awsSecretsManager";
        Assert.That(Errors(Valid with { ConnectionSecret = new() }), Is.EqualTo(new[] { error }));
        Assert.That(Errors(Valid with { ConnectionSecret = Valid.ConnectionSecret! with { AwsSecretsManager = Aws } }), Is.EqualTo(new[] { error }));
    }

    [TestCase("")]
    [TestCase("Upper")]
    [TestCase("-a")]
    [TestCase("a..b")]
    public void The_secrets_name_is_a_dns_subdomain(string name) =>
        Assert.That(Errors(Valid with { ConnectionSecret = new() { KubernetesSecret = new() { Name = name } } }), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionSecret.kubernetesSecret.name: must be the name of a Secret: lower-case letters, digits, '-' and '.', at most 253 characters",
        }));

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    public void The_secrets_key_is_one_that_kubernetes_allows(string key) =>
        Assert.That(Errors(Valid with { ConnectionSecret = new() { KubernetesSecret = new() { Name = "a.b", ConnectionString = key } } }), Is.EqualTo(new[]
        {
            "spec.bridge.mongoConnector.connectionSecret.kubernetesSecret.connectionString: must be a key of a Secret: 1 to 253 letters, digits, '-', '_' and '.'",
        }));

    [TestCase("", "arn:aws:iam::1:role/a", "us-east-1", "secretId: is missing; give the secret's name or ARN")]
    [TestCase("a", "", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:aws iam", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:a\n", "us-east-1", "roleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/name")]
    [TestCase("a", "arn:a", "US-EAST-1", "region: must be an AWS region, such as us-east-1")]
    [TestCase("a", "arn:a", "", "region: must be an AWS region, such as us-east-1")]
    public void Each_rule_of_the_aws_secret_has_its_message(string secretId, string roleArn, string region, string error) =>
        Assert.That(
            Errors(Valid with { ConnectionSecret = new() { AwsSecretsManager = new() { SecretId = secretId, RoleArn = roleArn, Region = region } } }),
            Is.EqualTo(new[] { $"spec.bridge.mongoConnector.connectionSecret.awsSecretsManager.{error}" }));

    [Test]
    public void All_errors_come_at_once_below_the_given_path()
    {
        var spec = new MongoConnectorSpec
        {
            Collections = new Dictionary<string, CollectionSpec> { ["a.b"] = new() { Fields = ["x.y"] }, ["tasks"] = new() { Fields = ["_id"], Mode = CollectionMode.Ejson } },
        };
        Assert.That(ResourceSpecValidation.Validate(spec, "spec").Select(error => error.Path), Is.EquivalentTo(new[]
        {
            "spec.database", "spec.connectionSecret", "spec.collections[\"a.b\"].fields[0]", "spec.collections.tasks.dqlStrictMode",
        }));
    }

    private static IEnumerable<string> Errors(MongoConnectorSpec spec) => ResourceSpecValidation.Validate(spec).Select(error => error.ToString());
}
