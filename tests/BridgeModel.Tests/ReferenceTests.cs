namespace BridgeModel.Tests;

public sealed class ReferenceTests
{
    [TestCase("${MONGODB_CONNECTION_STRING}")]
    [TestCase("file:/run/secrets/mongodb")]
    [TestCase("file:/run/secrets/windows")]
    public void A_secret_comes_from_a_variable_or_a_file(string reference) =>
        Assert.That(
            TestYaml.Valid(TestYaml.Replace(TestYaml.ConnectionString, reference)).MongoConnector.ConnectionString!.Reveal(),
            Is.EqualTo(TestYaml.ConnectionString));

    [Test]
    public void Any_scalar_may_refer_also_within_a_text()
    {
        var configuration = TestYaml.Valid(TestYaml.Replace("http://peer.example:8081/app", "http://${HOST}:${PORT}/app") + "metrics: { port: \"${PORT}\" }\n");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.BigPeer.Endpoint, Is.EqualTo("http://peer.example:8081/app"));
            Assert.That(configuration.Metrics.Port, Is.EqualTo(8081));
        });
    }

    [TestCase("a$${HOST}", "a${HOST}")]
    [TestCase("$${a}${PORT}$${b}", "${a}8081${b}")]
    [TestCase("a$b", "a$b")]
    [TestCase("$$", "$$")]
    [TestCase("${LIKE_A_REFERENCE}", "${HOST}")]
    [TestCase("not-file:/x", "not-file:/x")]
    public void The_characters_themselves_can_be_written_and_values_are_not_read_again(string text, string expected) =>
        Assert.That(TestYaml.Valid(TestYaml.WithCollection($"fields: ['a{text}']")).MongoConnector.Collections["tasks"].Fields, Is.EqualTo(new[] { "a" + expected }));

    [TestCase("${NOT_SET}", "refers to the environment variable NOT_SET, which is not set")]
    [TestCase("a ${HOST} ${NOT_SET}", "refers to the environment variable NOT_SET, which is not set")]
    [TestCase("${EMPTY}", "refers to the environment variable EMPTY, which is empty")]
    [TestCase("${HOST", "has a ${ without its }; write ${NAME}, or $${ for the characters themselves")]
    [TestCase("${}", "has a ${…} whose content is not a variable's name (letters, digits and _); write $${ for the characters themselves")]
    [TestCase("${1A}", "has a ${…} whose content is not a variable's name (letters, digits and _); write $${ for the characters themselves")]
    [TestCase("${HOST:-default}", "has a ${…} whose content is not a variable's name (letters, digits and _); write $${ for the characters themselves")]
    [TestCase("file:/absent", "refers to the file \"/absent\", which does not exist")]
    [TestCase("file:/forbidden", "refers to the file \"/forbidden\", which this process may not read")]
    [TestCase("file:/broken", "refers to the file \"/broken\", which cannot be read (IOException)")]
    [TestCase("file:/run/secrets/empty", "refers to the file \"/run/secrets/empty\", which is empty")]
    [TestCase("file:relative", "refers to a file by a path that is not absolute; write file:/path/to/file")]
    [TestCase("file:", "refers to a file by a path that is not absolute; write file:/path/to/file")]
    public void A_reference_that_leads_nowhere_is_one_error_that_names_it(string reference, string message) =>
        Assert.That(TestYaml.Errors(TestYaml.Replace(TestYaml.ApiKey, $"'{reference}'")), Is.EqualTo(new[] { $"bigPeer.apiKey (line 8): {message}" }));

    [Test]
    public void A_variable_in_a_file_path_is_filled_in_but_the_error_shows_what_was_written() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace(TestYaml.ApiKey, "file:/run/${DITTO_API_KEY}")), Is.EqualTo(new[]
        {
            "bigPeer.apiKey (line 8): refers to the file \"/run/${DITTO_API_KEY}\", which does not exist",
        }));

    [Test]
    public void References_that_grow_a_text_without_bound_are_refused()
    {
        var sources = TestYaml.Sources with { ReadVariable = _ => new string('x', 60_000) };
        var result = BridgeConfigurationReader.Read(TestYaml.Replace(TestYaml.ApiKey, "${A}${A}${A}"), sources);
        Assert.That(result.Errors.Select(error => error.ToString()), Is.EqualTo(new[] { "bigPeer.apiKey (line 8): is longer than 65536 characters with its variables" }));
    }

    [Test]
    public void Keys_are_never_expanded() =>
        Assert.That(TestYaml.Errors(TestYaml.Replace("tasks:", "'${HOST}':")).Single(), Does.StartWith("mongoConnector.collections[\"${HOST}\"] (line 5): is not a name MongoDB allows"));

    [Test]
    public void The_machine_reads_its_own_environment_and_bounded_files()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-model-");
        try
        {
            var file = Path.Combine(folder.FullName, "key");
            File.WriteAllText(file, "content\n");
            var large = Path.Combine(folder.FullName, "large");
            File.WriteAllBytes(large, new byte[1024 * 1024 + 1]);
            Assert.Multiple(() =>
            {
                Assert.That(ReferenceSources.Machine.ReadVariable("PATH"), Is.EqualTo(Environment.GetEnvironmentVariable("PATH")));
                Assert.That(ReferenceSources.Machine.ReadFile(file), Is.EqualTo("content\n"));
                Assert.That(() => ReferenceSources.Machine.ReadFile(large), Throws.InstanceOf<IOException>());
                Assert.That(() => ReferenceSources.Machine.ReadFile("/dev/zero"), Throws.InstanceOf<IOException>());
                Assert.That(BridgeConfigurationReader.ReadFile(folder.FullName).Errors.Single().Message, Does.Contain("is a folder"));
                Assert.That(BridgeConfigurationReader.ReadFile(Path.Combine(folder.FullName, "absent")).Errors.Single().Message, Does.Contain("does not exist"));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
