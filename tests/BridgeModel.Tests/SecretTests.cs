using System.Text.Json;

namespace BridgeModel.Tests;

public sealed class SecretTests
{
    private const string Text = "mongodb://bridge:pa55w0rd@db.example";

    [Test]
    public void A_secret_shows_only_the_mask()
    {
        var secret = new Secret(Text);
        Assert.Multiple(() =>
        {
            Assert.That(secret.ToString(), Is.EqualTo("***"));
            Assert.That($"{secret}", Is.EqualTo("***"));
            Assert.That(string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0,5:X}", secret), Is.EqualTo("  ***"));
            Assert.That(JsonSerializer.Serialize(secret), Is.EqualTo("\"***\""));
            Assert.That(secret.Reveal(), Is.EqualTo(Text));
        });
    }

    [Test]
    public void Records_that_hold_secrets_do_not_show_them()
    {
        var configuration = TestYaml.Valid(TestYaml.Minimal);
        foreach (var shown in new[] { configuration.ToString(), configuration.MongoConnector.ToString(), configuration.BigPeer.ToString(), JsonSerializer.Serialize(configuration) })
        {
            Assert.That(shown, Does.Contain("***"));
            Assert.That(shown, Does.Not.Contain("pa55w0rd").And.Not.Contain(TestYaml.ApiKey));
        }
    }

    [Test]
    public void A_secret_is_not_read_from_json() =>
        Assert.That(() => JsonSerializer.Deserialize<Secret>("\"***\""), Throws.InstanceOf<JsonException>());

    [Test]
    public void Secrets_are_equal_by_text()
    {
        var secret = new Secret(Text);
        Assert.Multiple(() =>
        {
            Assert.That(secret, Is.EqualTo(new Secret(Text)));
            Assert.That(secret == new Secret(Text), Is.True);
            Assert.That(secret != new Secret("other"), Is.True);
            Assert.That(secret, Is.Not.EqualTo((object)Text));
            Assert.That(secret.GetHashCode(), Is.EqualTo(new Secret(Text).GetHashCode()));
            Assert.That((Secret?)null == null, Is.True);
            Assert.That(secret == null, Is.False);
        });
    }

    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: postgres://bridge:pa55w0rd@db")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: [mongodb://bridge:pa55w0rd@db]")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: {mongodb://bridge:pa55w0rd@db: 1}")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "mongodb://bridge:pa55w0rd@db: a")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: *pa55w0rd")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: &pa55w0rd")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: !pa55w0rd a")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: &pa55w0rd &pa55w0rd a")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: &pa55w0rd *pa55w0rd")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: \"pa55w0rd\\q\"")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: @pa55w0rd")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: a: pa55w0rd")]
    [TestCase("connectionString: mongodb://bridge:pa55w0rd@db.example/?replicaSet=rs0", "connectionString: ${pa55w0rd!}")]
    [TestCase("database: shop", "database: mongodb://bridge:pa55w0rd@db")]
    [TestCase("tasks: { fields: [_id] }", "mongodb://bridge:pa55w0rd@db: { fields: [] }")]
    [TestCase("tasks: { fields: [_id] }", "tasks: { fields: ['$pa55w0rd'] }")]
    [TestCase("endpoint: http://peer.example:8081/app", "endpoint: http://bridge:pa55w0rd@host/")]
    [TestCase("apiKey: k3y-4bc9e1", "apiKey: 'k3y 4bc9e1 pa55w0rd'")]
    [TestCase("apiKey: k3y-4bc9e1", "apiKey: k3y-4bc9e1\n  pollInterval: pa55w0rd")]
    [TestCase("apiKey: k3y-4bc9e1", "apiKey: k3y-4bc9e1\n  pageSize: pa55w0rd")]
    public void No_error_shows_a_value(string text, string by)
    {
        var errors = TestYaml.Errors(TestYaml.Replace(text, by));
        Assert.That(errors, Is.Not.Empty);
        Assert.That(string.Join('\n', errors), Does.Not.Contain("pa55w0rd").And.Not.Contain("4bc9e1"));
    }
}
