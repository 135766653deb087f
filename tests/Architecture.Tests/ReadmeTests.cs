using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The README names everything that a user can set, see or run; what is added without a word there fails here.</summary>
public sealed class ReadmeTests
{
    // What has no dot, no space and such a beginning is a metric's name, but for the labels of the directions.
    private const string MetricName = "\"(?<x>(ditto|bridge|mongodb|process|dotnet|controller|kube|operator)_[a-z_]+)\"";

    private static readonly string[] NoMetrics = ["mongodb_to_bigpeer"];

    private static readonly string[] MetricFolders = ["src/BridgeRuntime/Status", "src/ProgramEndpoints/Metrics", "src/ControllerRuntime/Observability", "src/Operator/Observability"];

    private static readonly string Readme = Repository.ReadText("README.md");

    [Test]
    public void Every_key_of_the_configuration_is_in_the_readme() => Assert.That(
        Keys("src/BridgeModel/Reading/ConfigurationSections.cs").Concat(Keys("src/BridgeModel/Reading/MongoConnectorSection.cs")),
        Is.Not.Empty.And.All.Matches<string>(key => CodeWords().Any(word => word.Split('.').Contains(key))));

    [Test]
    public void Every_metric_is_in_the_readme() => Assert.That(Metrics(), Is.Not.Empty.And.All.Matches<string>(name => CodeWords().Contains(name)));

    [Test]
    public void Every_metric_of_the_readme_exists() =>
        Assert.That(CodeWords().Where(word => Find($"\"{word}\"", MetricName).Any()), Is.Not.Empty.And.SubsetOf(Metrics()));

    [Test]
    public void Every_metric_of_an_alert_exists() =>
        Assert.That(Expressions().SelectMany(e => Find(e, "(?<x>(ditto|bridge|mongodb|process|dotnet)_[a-z_]+)")).Distinct(), Is.Not.Empty.And.SubsetOf(Metrics()));

    [Test]
    public void The_alerts_of_the_readme_are_those_of_the_rules() =>
        Assert.That(Find(Readme, "^\\| `(Bridge|Operator)[A-Za-z]+` \\| `(?<x>[^`]+)` \\|").Select(e => e.Replace("\\|", "|", StringComparison.Ordinal)), Is.Not.Empty.And.EquivalentTo(Expressions()));

    [Test]
    public void Every_reason_of_a_dead_letter_is_in_the_readme() => Assert.That(
        Find(Repository.ReadText("src/BridgeRuntime/DeadLetters/DeadLetterReason.cs"), "^    (?<x>[A-Z][A-Za-z]+),"),
        Is.Not.Empty.And.All.Matches<string>(reason => CodeWords().Contains(reason)));

    [Test]
    public void Every_make_target_of_the_readme_exists()
    {
        var targets = Find(Repository.ReadText("Makefile"), "^(?<x>[a-z0-9-]+):.*## ").ToHashSet();
        Assert.That(Find(Readme, "(^|`|=[A-Za-z0-9]+ )make (?<x>[a-z][a-z-]+)").Distinct(), Is.Not.Empty.And.SubsetOf(targets));
    }

    [Test]
    public void Every_file_that_the_readme_names_exists() =>
        Assert.That(CodeWords().Where(word => Find(word, "^(?<x>(src|tests|docs|demo|devstack)/[A-Za-z0-9_./-]+\\.[a-z]+)$").Any()), Is.Not.Empty.And.SubsetOf(Repository.Files));

    private static IEnumerable<string> Keys(string file) => Find(Repository.ReadText(file), "section\\.[A-Z][A-Za-z]*\\(\\s*\"(?<x>[A-Za-z]+)\"");

    private static HashSet<string> Metrics() =>
        [.. MetricFolders.SelectMany(folder => Repository.Sources(folder)).SelectMany(source => Find(source.Text, MetricName)).Except(NoMetrics)];

    private static List<string> Expressions() => [.. Find(Repository.ReadText("docs/alerts.yaml"), "^ +expr: (?<x>.+)$")];

    /// <summary>What stands between back-ticks, labels and values cut off.</summary>
    private static HashSet<string> CodeWords() => [.. Find(Readme, "`(?<x>[^`\n]+)`").SelectMany(code => code.Split([' ', '(', ')', '[', ']', ',', ':'], StringSplitOptions.RemoveEmptyEntries))];

    private static IEnumerable<string> Find(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(10)).Select(m => m.Groups["x"].Value);
}
