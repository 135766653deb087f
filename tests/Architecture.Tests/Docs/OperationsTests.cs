using System.Text.RegularExpressions;

namespace Architecture.Tests.Docs;

/// <summary>docs/operations.md tells of everything that can be wrong, and the alerts are tested each.</summary>
public sealed partial class OperationsTests
{
    private static readonly string Guide = Repository.ReadText("docs/operations.md");

    private static readonly HashSet<string> Told = [.. Code().Matches(Guide).Select(m => m.Groups["x"].Value)];

    private static readonly string[] Alerts = [.. Alert().Matches(Repository.ReadText("docs/alerts.yaml")).Select(m => m.Groups["x"].Value)];

    [Test]
    public void Every_reason_of_a_condition_is_told() => Assert.That(
        Constant().Matches(Repository.ReadText("src/Operator/Bridges/Reasons.cs")).Select(m => m.Groups["x"].Value), Is.Not.Empty.And.SubsetOf(Told));

    [Test]
    public void Every_check_of_the_runtime_is_told()
    {
        var problems = Member().Matches(Repository.ReadText("src/BridgeRuntime/Preflight/ProblemReason.cs")).Select(m => m.Groups["x"].Value);
        var checks = CheckReason().Matches(Repository.ReadText("src/BridgeRuntime/Status/StatusChecks.cs")).Select(m => m.Groups["x"].Value);
        Assert.That(problems.ToList(), Has.Count.GreaterThan(10));
        Assert.That(checks.ToList(), Does.Contain("LoopStalled").And.Contain("StreamClosed"));
        Assert.That(problems.Concat(checks).Distinct(), Is.SubsetOf(Told));
    }

    [Test]
    public void Every_reason_of_a_dead_letter_is_told() => Assert.That(
        Member().Matches(Repository.ReadText("src/BridgeRuntime/DeadLetters/DeadLetterReason.cs")).Select(m => m.Groups["x"].Value), Is.Not.Empty.And.SubsetOf(Told));

    [Test]
    public void Every_alert_is_told_and_every_alert_that_is_told_exists()
    {
        Assert.That(Alerts, Has.Length.GreaterThan(15).And.Unique.And.SubsetOf(Told));
        Assert.That(Told.Where(w => AlertName().IsMatch(w)), Is.SubsetOf(Alerts));
    }

    [Test]
    public void Every_metric_that_is_told_of_is_exported() => Assert.That(Metric().Matches(Guide).Select(m => m.Value).Distinct(), Is.Not.Empty.And.SubsetOf(Exported()));

    [Test]
    public void Every_metric_of_a_dashboard_is_exported()
    {
        var asked = Repository.Files.Where(f => f.StartsWith("dashboards/", StringComparison.Ordinal)).SelectMany(f => Metric().Matches(Repository.ReadText(f))).Select(m => Series().Replace(m.Value, "")).Distinct();
        Assert.That(asked, Is.Not.Empty.And.SubsetOf(Exported()));
    }

    [Test]
    public void Every_alert_is_shown_to_fire_and_not_to_fire()
    {
        var tests = Repository.ReadText("docs/alerts.test.yaml");
        var silent = Silent().Matches(tests).Select(m => m.Groups["x"].Value).ToHashSet();
        var firing = Firing().Matches(tests).Select(m => m.Groups["x"].Value).ToHashSet();
        Assert.Multiple(() =>
        {
            Assert.That(Alerts, Is.SubsetOf(silent), "not firing");
            Assert.That(Alerts, Is.SubsetOf(firing), "firing");
        });
    }

    private static HashSet<string> Exported() => [.. Repository.Sources("src/BridgeRuntime/Status", "src/ProgramEndpoints/Metrics", "src/ControllerRuntime/Observability", "src/Operator/Observability")
        .SelectMany(s => Quoted().Matches(s.Text)).Select(m => m.Groups["x"].Value)];

    [GeneratedRegex("\"(?<x>[a-z]+_[a-z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Quoted();

    [GeneratedRegex("`(?<x>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Code();

    [GeneratedRegex("^ +- alert: (?<x>[A-Za-z]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Alert();

    /// <summary>Words that can only be an alert: no condition and no reason begins so.</summary>
    [GeneratedRegex("^(Bridge|Operator)[A-Z][A-Za-z]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertName();

    [GeneratedRegex("public const string (?<x>[A-Za-z]+) =", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Constant();

    [GeneratedRegex("^    (?<x>[A-Z][A-Za-z]+),", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Member();

    /// <summary>The third argument of a check: its reason.</summary>
    [GeneratedRegex("""(?:new\(|StatusCheck\()(?:[^"\n]|"[^"\n]*")*?, "(?<x>[A-Z][A-Za-z]+)",""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CheckReason();

    [GeneratedRegex(@"\b(?:ditto|bridge|mongodb|process|dotnet|controller|kube|operator)_[a-z_]+\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Metric();

    [GeneratedRegex("(?<=_(seconds|keys))_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Series();

    [GeneratedRegex(@"alertname: (?<x>[A-Za-z]+),?\s+exp_alerts: \[\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Silent();

    [GeneratedRegex("""(alertname: (?<x>[A-Za-z]+)\n +exp_alerts:\n)|(\{alertname="(?<x>[A-Za-z]+)"\})""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Firing();
}
