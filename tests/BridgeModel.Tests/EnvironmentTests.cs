namespace BridgeModel.Tests;

/// <summary>The environment fills what a file leaves open.</summary>
public sealed class EnvironmentTests
{
    private const string Collections = "mongoConnector: { collections: { tasks: { fields: [_id] } } }\n";

    private static readonly Dictionary<string, string> All = new()
    {
        ["MONGODB_CONNECTION_STRING"] = "mongodb://env.example/?replicaSet=rs0",
        ["MONGODB_DATABASE"] = "from_env",
        ["DITTO_APP_ID"] = "app-1",
        ["DITTO_API_KEY"] = "key-of-the-environment",
        ["DITTO_CLOUD_ENDPOINT"] = "https://cloud.example",
    };

    private static BridgeConfigurationResult Read(string yaml, Dictionary<string, string> variables) =>
        BridgeConfigurationReader.Read(yaml, TestYaml.Sources with { ReadSetting = variables.GetValueOrDefault });

    [Test]
    public void A_file_may_hold_the_collections_alone()
    {
        var read = Read(Collections, All);
        Assert.That(read.Errors, Is.Empty);
        var configuration = read.Configuration!;
        Assert.Multiple(() =>
        {
            Assert.That(configuration.MongoConnector.ConnectionString!.Reveal(), Is.EqualTo("mongodb://env.example/?replicaSet=rs0"));
            Assert.That(configuration.MongoConnector.Database, Is.EqualTo("from_env"));
            Assert.That(configuration.BigPeer.Endpoint, Is.EqualTo("https://cloud.example/app-1"));
            Assert.That(configuration.BigPeer.ApiKey!.Reveal(), Is.EqualTo("key-of-the-environment"));
        });
    }

    [Test]
    public void The_file_wins()
    {
        var configuration = Read(TestYaml.Minimal, All).Configuration!;
        Assert.Multiple(() =>
        {
            Assert.That(configuration.MongoConnector.ConnectionString!.Reveal(), Is.EqualTo(TestYaml.ConnectionString));
            Assert.That(configuration.MongoConnector.Database, Is.EqualTo("shop"));
            Assert.That(configuration.BigPeer.Endpoint, Is.EqualTo("http://peer.example:8081/app"));
            Assert.That(configuration.BigPeer.ApiKey!.Reveal(), Is.EqualTo(TestYaml.ApiKey));
        });
    }

    [TestCase("https://cloud.example/app-1", "https://cloud.example/app-1")]
    [TestCase("https://cloud.example/APP-1/", "https://cloud.example/APP-1")]
    [TestCase("https://cloud.example/", "https://cloud.example/app-1")]
    [TestCase("https://cloud.example/xapp-1", "https://cloud.example/xapp-1/app-1")]
    public void The_app_id_is_added_where_the_endpoint_does_not_end_with_it(string endpoint, string expected) =>
        Assert.That(Read(Collections, new Dictionary<string, string>(All) { ["DITTO_CLOUD_ENDPOINT"] = endpoint }).Configuration!.BigPeer.Endpoint, Is.EqualTo(expected));

    [Test]
    public void What_neither_says_is_missing_in_both_places()
    {
        var errors = BridgeError.Format(Read("mongoConnector: { database: shop, collections: { tasks: { fields: [_id] } } }\nbigPeer: {}\n", new Dictionary<string, string> { ["DITTO_API_KEY"] = "" }).Errors);
        Assert.That(errors, Does.Contain("MONGODB_CONNECTION_STRING").And.Contain("DITTO_API_KEY").And.Contain("DITTO_CLOUD_ENDPOINT and DITTO_APP_ID"));
    }

    [Test]
    public void A_value_that_is_wrong_is_blamed_on_the_environment_and_not_shown()
    {
        var errors = BridgeError.Format(Read(Collections, new Dictionary<string, string>(All) { ["MONGODB_CONNECTION_STRING"] = "postgres://hush", ["DITTO_CLOUD_ENDPOINT"] = "nowhere" }).Errors);
        Assert.That(errors, Does.Contain("mongoConnector.connectionString (line 1): is taken from the environment variable MONGODB_CONNECTION_STRING, which is not a MongoDB connection string"));
        Assert.That(errors, Does.Contain("is taken from the environment variables DITTO_CLOUD_ENDPOINT and DITTO_APP_ID, which must be an absolute"));
        Assert.That(errors, Does.Not.Contain("hush"));
    }
}
