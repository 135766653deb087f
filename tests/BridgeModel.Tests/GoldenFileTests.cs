using System.Text.Json;
using System.Text.Json.Serialization;

namespace BridgeModel.Tests;

/// <summary>Each folder of testdata is a valid file and the configuration it gives; secrets are compared by the tests of references.</summary>
public sealed class GoldenFileTests
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Converters = { new JsonStringEnumConverter() } };

    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "testdata");

    private static IEnumerable<string> Cases() =>
        Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "testdata")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Cases))]
    public void A_valid_file_gives_its_configuration(string name)
    {
        var configuration = TestYaml.Valid(File.ReadAllText(Path.Combine(Folder, name, "bridge.yaml")));
        var actual = JsonSerializer.Serialize(configuration, Json) + "\n";
        Assert.That(actual, Is.EqualTo(File.ReadAllText(Path.Combine(Folder, name, "expected.json"))), actual);
    }

    [Test]
    public void There_are_golden_files() => Assert.That(Cases().Count(), Is.GreaterThanOrEqualTo(4));
}
