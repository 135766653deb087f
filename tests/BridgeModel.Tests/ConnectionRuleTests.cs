namespace BridgeModel.Tests;

public sealed class ConnectionRuleTests
{
    [TestCase("", "is missing; give the name of the MongoDB database")]
    [TestCase("a/b", "is not a name MongoDB allows: it must not contain / \\ . \" $ a space or NUL")]
    [TestCase("a.b", "is not a name MongoDB allows: it must not contain / \\ . \" $ a space or NUL")]
    [TestCase("a b", "is not a name MongoDB allows: it must not contain / \\ . \" $ a space or NUL")]
    [TestCase("a$b", "is not a name MongoDB allows: it must not contain / \\ . \" $ a space or NUL")]
    [TestCase("äääääääääääääääääääääääääääääääää", "is not a name MongoDB allows: it must have at most 63 bytes")]
    [TestCase("admin", "is one of MongoDB's own databases (admin, local, config), which have no change streams")]
    [TestCase("local", "is one of MongoDB's own databases (admin, local, config), which have no change streams")]
    [TestCase("config", "is one of MongoDB's own databases (admin, local, config), which have no change streams")]
    public void Each_rule_of_the_database_has_its_message(string name, string message) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("database: shop", $"database: '{name}'")), Is.EqualTo(new[] { $"mongoConnector.database (line 3): {message}" }));

    [Test]
    public void A_missing_database_is_an_error_at_its_block() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("  database: shop\n", "")), Is.EqualTo(new[]
        {
            "mongoConnector.database (line 1): is missing; give the name of the MongoDB database",
        }));

    [TestCase("postgres://bridge:pa55w0rd@db.example")]
    [TestCase("'MongoDB://bridge:pa55w0rd@db.example'")]
    [TestCase("''")]
    public void A_connection_string_begins_with_its_scheme(string text) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace(TestYaml.ConnectionString, text)), Is.EqualTo(new[]
        {
            "mongoConnector.connectionString (line 2): is not a MongoDB connection string: it must begin with mongodb:// or mongodb+srv://",
        }));

    [Test]
    public void Srv_connection_strings_are_valid() =>
        TestYaml.Valid(TestYaml.Replace(TestYaml.ConnectionString, "mongodb+srv://bridge:pa55w0rd@db.example/"));

    [Test]
    public void A_missing_connection_string_is_an_error_with_the_remedy() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace($"  connectionString: {TestYaml.ConnectionString}\n", "")), Is.EqualTo(new[]
        {
            "mongoConnector.connectionString (line 1): is missing; give a MongoDB connection string, best as ${MONGODB_CONNECTION_STRING} or file:/path, or set the environment variable MONGODB_CONNECTION_STRING",
        }));

    [TestCase("connectionSecret: { kubernetesSecret: { name: a } }")]
    [TestCase("connectionSecret: {}")]
    public void A_connection_secret_in_the_file_is_an_error_with_the_remedy(string entry) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace($"connectionString: {TestYaml.ConnectionString}", entry)), Is.EqualTo(new[]
        {
            "mongoConnector.connectionSecret (line 2): is for the operator, which resolves secrets; here use connectionString, best as ${MONGODB_CONNECTION_STRING} or file:/path",
        }));

    [Test]
    public void Keys_inside_a_connection_secret_are_known_all_the_same() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("  database:", "  connectionSecret: { awsSecretsManager: { secretID: a } }\n  database:")), Has.Some.EqualTo(
            "mongoConnector.connectionSecret.awsSecretsManager.secretID (line 3): is not known here; did you mean secretId? Known are secretId, roleArn, region"));

    [TestCase("https://host/app")]
    [TestCase("http://127.0.0.1:0/a/b/c")]
    [TestCase("http://[::1]:8080/app")]
    [TestCase("http://ditto-example-api.ditto.svc:8080/2164bef3-37c0-489c-9ac6-c94b034525d7")]
    public void These_endpoints_are_valid_and_kept_verbatim(string endpoint) =>
        Assert.That(TestYaml.Valid(TestYaml.Replace("http://peer.example:8081/app", endpoint)).BigPeer.Endpoint, Is.EqualTo(endpoint));

    [TestCase("http://host/app/", "http://host/app")]
    [TestCase("http://host/", "http://host")]
    public void A_trailing_slash_is_dropped(string endpoint, string expected) =>
        Assert.That(TestYaml.Valid(TestYaml.Replace("http://peer.example:8081/app", endpoint)).BigPeer.Endpoint, Is.EqualTo(expected));

    [TestCase("''", "is missing; give the Big Peer's URL, such as https://host/<appId>, or set the environment variables DITTO_CLOUD_ENDPOINT and DITTO_APP_ID")]
    [TestCase("host:8081", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("/app", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("ftp://host/app", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("http://", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("http://ho st/app", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("http://host:99999/app", "must be an absolute http or https URL, such as https://host/<appId>")]
    [TestCase("http://user:pa55w0rd@host/app", "must not hold a user or password; the API key belongs in apiKey")]
    [TestCase("http://host/app?x=1", "must not have a query (?) or a fragment (#)")]
    [TestCase("'http://host/app#x'", "must not have a query (?) or a fragment (#)")]
    public void Each_rule_of_the_endpoint_has_its_message(string endpoint, string message) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("http://peer.example:8081/app", endpoint)), Is.EqualTo(new[] { $"bigPeer.endpoint (line 7): {message}" }));

    [TestCase("'two words'")]
    [TestCase("''")]
    [TestCase("naïve")]
    [TestCase("file:/run/secrets/two-lines")]
    public void An_api_key_must_fit_in_a_header(string key) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace(TestYaml.ApiKey, key)), Is.EqualTo(new[]
        {
            "bigPeer.apiKey (line 8): is not an API key: it must be printable ASCII characters without spaces or line breaks",
        }));
}
