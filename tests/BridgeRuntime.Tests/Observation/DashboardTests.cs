using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestKit;

namespace BridgeRuntime.Tests.Observation;

/// <summary>The dashboards, as far as they can be judged without a server. With one: <c>PrometheusTests</c> of the end-to-end tests.</summary>
internal sealed partial class DashboardTests
{
    /// <summary>Of Grafana's units, those that fit what the programs export.</summary>
    private static readonly string[] Units = ["s", "ops", "reqps", "bytes", "Bps", "short", "percentunit", "bool_yes_no"];

    public static IEnumerable<string> Files => Dashboard.Files;

    [TestCaseSource(nameof(Files))]
    public void Every_panel_has_a_unit_and_says_what_it_shows(string file)
    {
        var panels = Dashboard.Read(file).Panels.ToList();
        Assert.That(panels, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var panel in panels)
            {
                Assert.That(panel.Unit, Is.AnyOf([.. Units]), panel.Title);
                Assert.That(panel.Description, Is.Not.Null.And.Not.Empty, panel.Title);
                Assert.That(panel.Expressions, Is.Not.Empty, panel.Title);
            }
        });
    }

    [TestCaseSource(nameof(Files))]
    public void Every_panel_asks_for_the_chosen_bridges_alone(string file)
    {
        var dashboard = Dashboard.Read(file);
        Assert.That(dashboard.Variables, Is.EqualTo(["datasource", "namespace", "job", "instance"]));
        foreach (var expression in dashboard.Panels.SelectMany(p => p.Expressions))
        {
            // Each name of a metric is followed by the choice.
            Assert.That(Metric().Matches(expression).Select(m => m.Value), Is.Not.Empty.And.All.EndsWith("""{namespace=~"$namespace",job=~"$job",instance=~"$instance" """.TrimEnd()), expression);
        }
    }

    [TestCaseSource(nameof(Files))]
    public void Panels_do_not_overlap_and_have_ids_of_their_own(string file)
    {
        var panels = Dashboard.Read(file).Json["panels"]!.AsArray().Select(p => (Id: p!["id"]!.GetValue<int>(), Place: p["gridPos"]!)).ToList();
        Assert.That(panels.Select(p => p.Id), Is.Unique);
        var cells = panels.SelectMany(p => from x in Enumerable.Range(Number(p.Place, "x"), Number(p.Place, "w")) from y in Enumerable.Range(Number(p.Place, "y"), Number(p.Place, "h")) select (x, y)).ToList();
        Assert.That(cells.Distinct().Count(), Is.EqualTo(cells.Count));
        Assert.That(cells.Max(c => c.x), Is.LessThan(24));
    }

    [TestCaseSource(nameof(Files))]
    public async Task Every_query_parses(string file)
    {
        var expressions = Dashboard.Read(file).Panels.SelectMany(p => p.Expressions).Select(e => Dashboard.Expand(e, "1m")).ToList();
        Assert.That(await JudgedAsync(expressions), Does.Contain($"SUCCESS: {expressions.Count} rules found"));
    }

    [Test]
    public async Task A_query_that_does_not_parse_is_found() => Assert.That(await JudgedAsync(["sum by (rate(bridge_ready[1m]))"]), Does.Contain("FAILED"));

    private static async Task<string> JudgedAsync(IEnumerable<string> expressions)
    {
        var rules = new JsonObject
        {
            ["groups"] = new JsonArray(new JsonObject
            {
                ["name"] = "panels",
                ["rules"] = new JsonArray([.. expressions.Select((e, i) => new JsonObject { ["record"] = FormattableString.Invariant($"panel:{i}"), ["expr"] = e })]),
            }),
        };
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, rules.ToJsonString());
            if (await Promtool.RunAsync(["check", "rules", file]) is not { } result)
            {
                Assert.Ignore(Promtool.Missing);
                return "";
            }
            return result.Said;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Number(JsonNode place, string name) => place[name]!.GetValue<int>();

    [GeneratedRegex("""\b(?:ditto|bridge|mongodb|process|dotnet|controller|kube|operator)_[a-z_]+\b(?:\{namespace=~"\$namespace",job=~"\$job",instance=~"\$instance")?""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();
}
