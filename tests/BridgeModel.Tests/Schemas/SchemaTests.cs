using System.Text.Json;

namespace BridgeModel.Tests.Schemas;

/// <summary>Schema files beside a configuration: which are found, what is wrong with them, and what they say of documents.</summary>
public sealed class SchemaTests
{
    private const string Path = "mongoConnector.collections.tasks.schema";

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("schemas-");

    [TearDown]
    public void Remove() => _folder.Delete(recursive: true);

    [Test]
    public void Each_version_judges_the_documents_that_claim_it()
    {
        Write("t.v1.json", """{"properties":{"n":{"type":"integer"}}}""");
        Write("t.v2.json", """{"$defs":{"n":{"type":"string"}},"properties":{"n":{"$ref":"#/$defs/n"}},"required":["n"]}""");
        Write("t.v10.json", "{}");
        var schemas = Valid("{ file: 't.v{version}.json', versionField: v }").Schemas!;
        Assert.That(schemas.Versions, Is.EqualTo(new[] { "1", "2", "10" }));
        Assert.Multiple(() =>
        {
            Assert.That(Judge("""{"_id":1,"n":1}"""), Is.Null, "without the field: the first version");
            Assert.That(Judge("""{"_id":1,"n":"s3cret","v":null}"""), Is.EqualTo("schema version 1 is violated at /n (type)"));
            Assert.That(Judge("""{"_id":1,"n":"x","v":2}"""), Is.Null);
            Assert.That(Judge("""{"_id":1,"n":5,"v":"2"}"""), Is.EqualTo("schema version 2 is violated at /n (type)"));
            Assert.That(Judge("""{"_id":1,"v":{"$numberInt":"2"}}"""), Is.EqualTo("schema version 2 is violated at the top (required)"));
            Assert.That(Judge("""{"_id":1,"v":10}"""), Is.Null);
            Assert.That(Judge("""{"_id":1,"v":3}"""), Is.EqualTo("its field 'v' names no version that there is a schema for; there are 1, 2, 10"));
            Assert.That(Judge("""{"_id":1,"v":[1]}"""), Does.StartWith("its field 'v' names no version"));
        });

        string? Judge(string document) => schemas.Judge(JsonElement.Parse(document)).Problem;
    }

    [Test]
    public void A_violation_names_pointers_and_keywords_and_no_values()
    {
        Write("t.json", """{"type":"object","properties":{"a/b":{"minimum":3},"o":{"properties":{"x":{"enum":["y"]}}},"l":{"items":{"type":"string"}}},"additionalProperties":false}""");
        var verdict = Valid("{ file: t.json }").Schemas!.Judge(JsonElement.Parse("""{"a/b":1,"o":{"x":"s3cret"},"l":["a",77],"more":"s3cret"}"""));
        Assert.That(verdict.Problem, Does.Contain("/a~1b (minimum)").And.Contain("and 1 more places").And.Not.Contain("s3cret").And.Not.Contain("77"));
    }

    [TestCase("{\n \"type\": }", "is no JSON: at line 2, character 10")]
    [TestCase("[1]", "is no JSON Schema: that is an object")]
    [TestCase("""{"properties":{"a":{"type":"strin"}}}""", "is broken at /properties/a: 'strin' is not")]
    [TestCase("""{"properties":{"a":{"$ref":"https://example.com/a.json"}}}""", "refers to another place at /properties/a/$ref: nothing is fetched")]
    [TestCase("""{"$ref":"other.json"}""", "refers to another place at /$ref: nothing is fetched")]
    [TestCase("""{"$ref":"#/$defs/nope"}""", "refers at /$ref to a place that is not in the file")]
    [TestCase("""{"pattern":"("}""", "is broken at its top: Invalid pattern")]
    public void A_broken_file_is_an_error_with_its_name_and_place(string content, string error)
    {
        Write("t.json", content);
        Assert.That(Errors("{ file: t.json }").Single(), Does.StartWith($"{Path}.file (line 5): the schema t.json {error}"));
    }

    [TestCase("{ file: nope.json }", ".file (line 5): the schema nope.json does not exist")]
    [TestCase("{ file: 'nope.v{version}.json', versionField: v }", ".file (line 5): matches no file; there must be one for each version")]
    [TestCase("{ file: 'nope/t.v{version}.json', versionField: v }", ".file (line 5): names a folder that does not exist or cannot be read")]
    [TestCase("{ versionField: v }", ".file (line 5): is missing; give the file of the schema, such as schemas/orders.v{version}.json")]
    [TestCase("{ file: 'v{version}/t.json', versionField: v }", ".file (line 5): must have {version} once and in the file's name")]
    [TestCase("{ file: 't.v{version}.json' }", ".versionField (line 5): is missing; it names the field that says a document's version")]
    [TestCase("{ file: t.json, versionField: v }", ".versionField (line 5): needs {version} in file, so that there is a file for each version")]
    [TestCase("{ file: 't.v{version}.json', versionField: a.b }", ".versionField (line 5): must be a top-level field: no dot")]
    [TestCase("{ file: t.json, onInvalid: drop }", ".onInvalid (line 5): must be one of deadLetter, pass")]
    public void What_is_wrong_with_the_block_is_said(string schema, string error)
    {
        Write("t.json", "{}");
        Write("t.v1.json", "{}");
        Assert.That(Errors(schema), Is.EqualTo(new[] { Path + error }));
    }

    [Test]
    public void A_file_above_1_MiB_is_refused()
    {
        Write("t.json", $$"""{"description":"{{new string('x', 1024 * 1024)}}"}""");
        Assert.That(Errors("{ file: t.json }").Single(), Does.EndWith("the schema t.json cannot be read, or is larger than 1 MiB"));
    }

    private void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(_folder.FullName, name), content);

    private BridgeConfigurationResult Read(string schema)
    {
        var file = System.IO.Path.Combine(_folder.FullName, "bridge.yaml");
        File.WriteAllText(file, TestYaml.WithCollection($"fields: [_id], schema: {schema}"));
        return BridgeConfigurationReader.ReadFile(file);
    }

    private SchemaSpec Valid(string schema)
    {
        var read = Read(schema);
        Assert.That(read.Errors, Is.Empty);
        return read.Configuration!.MongoConnector.Collections["tasks"].Schema!;
    }

    private string[] Errors(string schema) => [.. Read(schema).Errors.Select(e => e.ToString())];
}
