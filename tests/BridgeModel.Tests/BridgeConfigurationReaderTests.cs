namespace BridgeModel.Tests;

public sealed class BridgeConfigurationReaderTests
{
    [Test]
    public void A_minimal_file_is_valid()
    {
        var configuration = TestYaml.Valid(TestYaml.Minimal);
        Assert.Multiple(() =>
        {
            Assert.That(configuration.MongoConnector.ConnectionString!.Reveal(), Is.EqualTo(TestYaml.ConnectionString));
            Assert.That(configuration.MongoConnector.Database, Is.EqualTo("shop"));
            Assert.That(configuration.MongoConnector.Collections["tasks"].Fields, Is.EqualTo(new[] { "_id" }));
            Assert.That(configuration.BigPeer.Endpoint, Is.EqualTo("http://peer.example:8081/app"));
            Assert.That(configuration.BigPeer.ApiKey!.Reveal(), Is.EqualTo(TestYaml.ApiKey));
        });
    }

    [Test]
    public void All_errors_come_at_once_in_the_order_of_the_file_with_path_and_line()
    {
        const string yaml =
            """
            name: Not A Label
            conflictPolicy: mongo
            mongoConnector:
              connectionString: ${NOT_SET}
              database: [shop]
              collections:
                tasks:
                  feilds: [_id]
                  initialSync: yes
                orders:
                  fields: [location, _id]
                  mode: ejson
            bigPeer:
              endpoint: host:8081
              pollInterval: 5
              pageSize: 0
            runtime:
            status: 8080
            """;
        Assert.That(TestYaml.Errors(yaml), Is.EqualTo(new[]
        {
            "name (line 1): must be a DNS-1123 label: 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit",
            "conflictPolicy (line 2): must be one of mongodb, bigPeer; did you mean mongodb?",
            "mongoConnector.connectionString (line 4): refers to the environment variable NOT_SET, which is not set",
            "mongoConnector.database (line 5): is a list; a text is needed",
            "mongoConnector.collections.tasks.fields (line 7): must name at least one field, such as [_id]",
            "mongoConnector.collections.tasks.feilds (line 8): is not known here; did you mean fields? Known are fields, initialSync, mode, dqlStrictMode, dittoTypes, changeField, filter, schema",
            "mongoConnector.collections.tasks.initialSync (line 9): is a text; true or false is needed",
            "mongoConnector.collections.orders.dqlStrictMode (line 10): must be false with mode ejson, whose values are maps in Ditto",
            "mongoConnector.collections.orders.fields (line 11): must hold _id alone or not at all",
            "bigPeer.apiKey (line 13): is missing; give the Big Peer's API key, best as ${DITTO_API_KEY} or file:/path, or set the environment variable DITTO_API_KEY",
            "bigPeer.endpoint (line 14): must be an absolute http or https URL, such as https://host/<appId>",
            "bigPeer.pollInterval (line 15): is a whole number; a duration such as 500ms, 30s, 5m or 1h30m is needed",
            "bigPeer.pageSize (line 16): must be between 1 and 10000",
            "runtime (line 17): has no value; a mapping is needed, or remove the key",
            "status (line 18): is a whole number; a mapping is needed",
        }));
    }

    [TestCase("")]
    [TestCase("# only a comment\n")]
    [TestCase("---\n")]
    [TestCase("~")]
    public void An_empty_file_says_what_it_needs(string yaml) =>
        Assert.That(TestYaml.Errors(yaml), Is.EqualTo(new[] { "configuration: is empty; it needs at least mongoConnector and bigPeer" }));

    [TestCase("[1, 2]", "configuration (line 1): is a list; a mapping is needed")]
    [TestCase("just text", "configuration (line 1): is a text; a mapping is needed")]
    public void A_file_that_is_no_mapping_is_refused(string yaml, string error) =>
        Assert.That(TestYaml.Errors(yaml), Is.EqualTo(new[] { error }));

    [Test]
    public void Missing_blocks_are_named_once_each() =>
        Assert.That(TestYaml.Errors("name: a"), Is.EqualTo(new[]
        {
            "bigPeer (line 1): is missing; it holds endpoint and apiKey",
            "mongoConnector (line 1): is missing; it holds connectionString, database and collections",
        }));

    [TestCase("fields: [[a]]", "mongoConnector.collections.tasks.fields[0] (line 5): is a list; a text is needed")]
    [TestCase("fields: [{a: b}]", "mongoConnector.collections.tasks.fields[0] (line 5): is a mapping; a text is needed")]
    [TestCase("fields: [~]", "mongoConnector.collections.tasks.fields[0] (line 5): has no value; a text is needed, or remove the key")]
    [TestCase("fields: _id", "mongoConnector.collections.tasks.fields (line 5): is a text; a list is needed")]
    [TestCase("fields: {a: b}", "mongoConnector.collections.tasks.fields (line 5): is a mapping; a list is needed")]
    [TestCase("fields: [_id], dqlStrictMode: 1", "mongoConnector.collections.tasks.dqlStrictMode (line 5): is a whole number; true or false is needed")]
    [TestCase("fields: [_id], dqlStrictMode: \"\"", "mongoConnector.collections.tasks.dqlStrictMode (line 5): is an empty text; true or false is needed")]
    [TestCase("fields: [_id], dittoTypes: [a]", "mongoConnector.collections.tasks.dittoTypes (line 5): is a list; a mapping is needed")]
    [TestCase("fields: [_id], changeField: [a]", "mongoConnector.collections.tasks.changeField (line 5): is a list; a text is needed")]
    [TestCase("fields: [_id], mode: Ejson", "mongoConnector.collections.tasks.mode (line 5): must be one of native, ejson, json; did you mean ejson?")]
    public void A_wrong_kind_is_one_error_that_names_both_kinds(string entries, string error) =>
        Assert.That(TestYaml.Errors(TestYaml.WithCollection(entries)), Is.EqualTo(new[] { error }));

    [TestCase("runtime: { workers: many }", "runtime.workers (line 9): is a text; a whole number is needed")]
    [TestCase("runtime: { workers: 1.5 }", "runtime.workers (line 9): is a number; a whole number is needed")]
    [TestCase("runtime: { maxBatchBytes: 4MB }", "runtime.maxBatchBytes (line 9): is a text; a size such as 512KiB, 4MiB or a number of bytes is needed")]
    [TestCase("runtime: { logLevel: information }", "runtime.logLevel (line 9): must be one of Trace, Debug, Information, Warning, Error, Critical; did you mean Information?")]
    [TestCase("massDeleteGuard: { share: lots }", "massDeleteGuard.share (line 9): is a text; a number is needed")]
    [TestCase("massDeleteGuard: { share: .nan }", "massDeleteGuard.share (line 9): is a text; a number is needed")]
    [TestCase("massDeleteGuard: [0.5]", "massDeleteGuard (line 9): is a list; a mapping is needed")]
    public void A_wrong_kind_of_a_setting_is_one_error(string entry, string error) =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + entry), Is.EqualTo(new[] { error }));

    [TestCase("nmae: a", "nmae (line 9): is not known here; did you mean name? Known are")]
    [TestCase("massdeleteguard: {}", "massdeleteguard (line 9): is not known here; did you mean massDeleteGuard? Known are")]
    [TestCase("elephants: 1", "elephants (line 9): is not known here; Known are name, conflictPolicy, mongoConnector, bigPeer, runtime, massDeleteGuard, deadLetters, status, metrics")]
    [TestCase("runtime: { batch_size: 1 }", "runtime.batch_size (line 9): is not known here; did you mean batchSize? Known are batchSize, maxBatchBytes,")]
    [TestCase("status: { prot: 1 }", "status.prot (line 9): is not known here; did you mean port? Known are address, port")]
    [TestCase("<<: { name: a }", "[\"<<\"] (line 9): is not known here;")]
    public void An_unknown_key_names_the_nearest_known_one(string entry, string beginning)
    {
        var errors = TestYaml.Errors(TestYaml.Minimal + entry);
        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0], Does.StartWith(beginning));
    }

    [Test]
    public void A_doubled_key_names_the_first_one()
    {
        var yaml = TestYaml.Replace("  database: shop\n", "  database: shop\n  database: other\n") + "name: a\nname: b\n";
        Assert.That(TestYaml.Errors(yaml), Is.EqualTo(new[]
        {
            "mongoConnector.database (line 4): is there twice, first in line 3; remove one",
            "name (line 11): is there twice, first in line 10; remove one",
        }));
    }

    [TestCase("? [a]\n: b\n", "configuration (line 9): has a key that is a list; a text is needed")]
    [TestCase("~: b\n", "configuration (line 9): has a key that is empty; a text is needed")]
    public void A_key_that_is_no_text_is_an_error(string entry, string error) =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + entry), Is.EqualTo(new[] { error }));

    [Test]
    public void A_second_document_is_refused() =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + "---\nname: a\n"), Is.EqualTo(new[]
        {
            "configuration (line 9): holds a second document; one file is one configuration, so remove '---' and what follows",
        }));

    [TestCase("name: !secret a", "configuration (line 9): has a tag (!), which is not supported; a text that begins with ! needs quotes")]
    [TestCase("name: *other", "configuration (line 9): is an alias (*) of an anchor (&) that is not there before it; a text that begins with * needs quotes")]
    [TestCase("name: &a [*a]", "configuration (line 9): is an alias (*) of an anchor (&) that is not there before it; a text that begins with * needs quotes")]
    [TestCase("name: [a", "configuration (line 10): is not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    [TestCase("name: 'a", "configuration (line 9): is not valid YAML: while scanning a quoted scalar, found unexpected end of stream")]
    [TestCase("name: [a\nruntime: {}", "configuration (line 9): is not valid YAML: while scanning a list or mapping in brackets, found its end missing: a ] or } after this place")]
    [TestCase("name: \"\\uD800\\u0041\"", "configuration (line 9): is not valid YAML: while scanning a quoted text, found half of a surrogate pair")]
    public void What_this_reader_does_not_take_is_refused_with_its_line(string entry, string error) =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + entry + "\n"), Is.EqualTo(new[] { error }));

    [Test]
    public void Aliases_may_repeat_a_block()
    {
        var configuration = TestYaml.Valid(TestYaml.Replace("tasks: { fields: [_id] }", "tasks: &t { fields: [_id], initialSync: true }\n    users: *t"));
        Assert.That(configuration.MongoConnector.Collections["users"].InitialSync, Is.True);
    }

    [Test]
    public void Aliases_that_multiply_are_refused_before_they_cost_anything()
    {
        var lines = new List<string> { "a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol,lol]" };
        for (var i = 1; i < 12; i++) lines.Add($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]");
        var errors = TestYaml.Errors(string.Join('\n', lines));
        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0], Does.Match(@"^configuration \(line \d+\): grows too large: aliases repeat more than 4 MiB$"));
    }

    [Test]
    public void Nesting_without_end_is_refused() =>
        Assert.That(TestYaml.Errors("name: " + new string('[', 5000)), Is.EqualTo(new[] { "configuration (line 1): is nested deeper than 32 levels" }));

    [Test]
    public void A_file_above_the_bound_is_refused() =>
        Assert.That(TestYaml.Errors("#" + new string('x', 1024 * 1024)), Is.EqualTo(new[] { "configuration: is larger than 1 MiB, which no bridge needs" }));

    [Test]
    public void Errors_without_number_are_cut_with_their_count()
    {
        var errors = TestYaml.Errors(TestYaml.Minimal + string.Concat(Enumerable.Range(0, 500).Select(i => $"k{i}: 1\n")));
        Assert.That(errors, Has.Length.EqualTo(201));
        Assert.That(errors[^1], Is.EqualTo("configuration: has 300 more errors"));
    }

    [Test]
    public void Collections_keep_the_order_of_the_file()
    {
        var configuration = TestYaml.Valid(TestYaml.Replace("tasks: { fields: [_id] }", "z: { fields: [_id] }\n    a: { fields: [_id] }\n    m: { fields: [_id] }"));
        Assert.That(configuration.MongoConnector.Collections.Keys, Is.EqualTo(new[] { "z", "a", "m" }));
    }

    [Test]
    public void A_quoted_key_or_value_is_a_text_like_any_other()
    {
        var configuration = TestYaml.Valid(TestYaml.Minimal + "\"runtime\": { 'workers': \"7\" }\n");
        Assert.That(configuration.Runtime.Workers, Is.EqualTo(7));
    }

    [Test]
    public void A_file_is_read_through_the_sources()
    {
        var result = BridgeConfigurationReader.ReadFile("/bridge.yaml", new ReferenceSources(_ => null, _ => TestYaml.Minimal));
        Assert.That(result.IsValid, Is.True);
    }

    [TestCase("/absent", "configuration: the file /absent does not exist")]
    [TestCase("/forbidden", "configuration: the file /forbidden is a folder, or this process may not read it")]
    [TestCase("/broken", "configuration: the file /broken cannot be read, or is larger than 1 MiB")]
    public void A_file_that_cannot_be_read_is_an_error_like_any_other(string path, string error)
    {
        var result = BridgeConfigurationReader.ReadFile(path, TestYaml.Sources);
        Assert.That(BridgeError.Format(result.Errors), Is.EqualTo(error));
    }
}
