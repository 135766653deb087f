namespace Architecture.Tests.Docs;

/// <summary>docs/configuration.md is what <see cref="CrdReference"/> makes of the CRD, to the letter.</summary>
public sealed class CrdReferenceTests
{
    private const string Target = "docs/configuration.md";

    private static readonly string Crd = Repository.ReadText("crds/ditto.live_bigpeerdatabridges.yaml");

    [Test]
    public void The_reference_is_that_of_the_CRD()
    {
        var rendered = CrdReference.Render(Crd);
        if (Environment.GetEnvironmentVariable("DOCS") == "write") File.WriteAllText(Repository.FullPath(Target), rendered);
        Assert.That(Repository.ReadText(Target), Is.EqualTo(rendered), "DOCS=write make test-architecture writes it anew");
    }

    [Test]
    public void Every_level_is_there_with_type_default_bounds_and_pattern()
    {
        var lines = CrdReference.Render(Crd).Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Some.EqualTo("## `spec.bridge.mongoConnector.collections.<name>`"));
            Assert.That(lines, Has.Some.EqualTo("## `spec.runtime.imagePullSecrets[]`"));
            Assert.That(lines, Has.Some.StartsWith("| `workers` | integer | `4` | 1 to 64 |"));
            Assert.That(lines, Has.Some.StartsWith("| `bridge` | object | required |"));
            Assert.That(lines, Has.Some.Contains("| `nodeSelector` | map of string |"));
            Assert.That(lines, Has.Some.Matches<string>(l => l.StartsWith("| `region` |", StringComparison.Ordinal) && l.Contains("`^[a-z][a-z0-9-]+$`", StringComparison.Ordinal)));
        });
    }

    [Test]
    public void Every_field_of_the_CRD_that_has_no_description_is_found() =>
        Assert.That(CrdReference.Render(Crd).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal) && l.EndsWith("|  |", StringComparison.Ordinal)), Is.Empty);
}
