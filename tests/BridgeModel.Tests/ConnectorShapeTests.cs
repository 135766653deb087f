namespace BridgeModel.Tests;

/// <summary>The shape of a set-up guide: what is wrong is said by the user's own keys and lines.</summary>
public sealed class ConnectorShapeTests
{
    private const string Valid = """
        mongodb:
          connectionString: mongodb://localhost/?replicaSet=rs0
          database: shop
        ditto:
          cloudEndpoint: https://cloud.example
          appId: app-1
          apiKey: key
        collections:
          - name: tasks
            idMapping: { mode: match }

        """;

    [Test]
    public void A_file_of_this_shape_is_read() => Assert.That(TestYaml.Valid(Valid).BigPeer.Endpoint, Is.EqualTo("https://cloud.example/app-1"));

    [TestCase("mode: match", "mode: matches", "collections[0].idMapping.mode (line 10): must be one of match")]
    [TestCase("{ mode: match }", "{ mode: single }", "collections[0].idMapping.field (line 10): must name at least one field")]
    [TestCase("{ mode: match }", "{ mode: single, field: a.b }", "collections[0].idMapping.field (line 10)")]
    [TestCase("{ mode: match }", "{ mode: multiple, fields: [a, a] }", "collections[0].idMapping.fields[1] (line 10): is the same as")]
    [TestCase("{ mode: match }", "{ mode: single, fields: [a] }", "collections[0].idMapping.fields (line 10): is not known here; did you mean field?")]
    [TestCase("    idMapping: { mode: match }\n", "", "collections[0].idMapping (line 9): is missing")]
    [TestCase("  - name: tasks\n    id", "  - id", "collections[0].name (line 9): is missing")]
    [TestCase("name: tasks", "name: system.users", "collections[0].name (line 9)")]
    [TestCase("database: shop", "database: 'a b'", "mongodb.database (line 3)")]
    [TestCase("connectionString: mongodb:", "connectionString: postgres:", "mongodb.connectionString (line 2): is not a MongoDB connection string")]
    [TestCase("cloudEndpoint: https:", "cloudEndpoint: ftp:", "ditto.cloudEndpoint (line 5): must be an absolute")]
    [TestCase("  apiKey: key\n", "", "ditto.apiKey (line 4): is missing")]
    [TestCase("collections:", "connector: { batchSize: 0 }\ncollections:", "connector.batchSize (line 8): must be between 1 and 5000")]
    [TestCase("collections:", "conector: {}\ncollections:", "conector (line 8): is not known here; did you mean connector?")]
    [TestCase("{ mode: match }", "{ mode: match }\n  - name: tasks\n    idMapping: { mode: match }", "collections[1].name (line 11): names a collection that is there already")]
    public void What_is_wrong_is_said_by_the_keys_of_the_file(string text, string by, string expected)
    {
        var changed = Valid.Replace(text, by, StringComparison.Ordinal);
        if (changed == Valid) throw new ArgumentException("The file has no such text.", nameof(text));
        var errors = TestYaml.Errors(changed);
        Assert.That(string.Join('\n', errors), Does.Contain(expected).And.Not.Contain("mongoConnector").And.Not.Contain("bigPeer"));
    }
}
