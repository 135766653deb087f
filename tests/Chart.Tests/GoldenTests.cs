using TestKit;

namespace Chart.Tests;

/// <summary>
/// What the chart renders for each golden/NAME.values.yaml is golden/NAME.yaml, to the letter. <c>CHART_GOLDEN=write make test-chart</c> writes them anew; the difference is
/// what a reviewer looks at.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class GoldenTests
{
    private static string Folder => Path.Combine(RepositoryFolder.Path, "tests", "Chart.Tests", "golden");

    private static IEnumerable<string> Cases => Directory.EnumerateFiles(Folder, "*.values.yaml").Select(f => Path.GetFileName(f)[..^".values.yaml".Length]).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Cases))]
    public async Task The_chart_renders_what_was_agreed_on(string name)
    {
        var file = Path.Combine(Folder, $"{name}.yaml");
        var rendered = await Rendered.TextAsync("-f", Path.Combine(Folder, $"{name}.values.yaml")) + "\n";
        if (Environment.GetEnvironmentVariable("CHART_GOLDEN") == "write") await File.WriteAllTextAsync(file, rendered);
        Assert.That(rendered, Is.EqualTo(await File.ReadAllTextAsync(file)), "CHART_GOLDEN=write make test-chart writes the expected output anew");
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Helm_has_nothing_to_object_to(string name) =>
        Assert.That(await Helm.RunAsync("lint", "--strict", Helm.Chart, "-f", Path.Combine(Folder, $"{name}.values.yaml")), Does.Contain("0 chart(s) failed"));
}
