using System.Text.Json.Nodes;

namespace TestKit;

/// <summary>A Grafana dashboard of the repository's folder <c>dashboards</c>.</summary>
public sealed class Dashboard
{
    /// <summary>Series that begin when something happens that a test cannot wait for: a watch ends, the API server turns a call away.</summary>
    public static IReadOnlyList<string> BeginLater { get; } = ["kube_watch_restarts_total", "kube_api_retries_total"];

    private readonly JsonNode _json;

    private Dashboard(string file, JsonNode json) => (File, _json) = (file, json);

    /// <summary>The file's name.</summary>
    public string File { get; }

    public JsonNode Json => _json;

    /// <summary>The panels that ask for something: rows are not among them.</summary>
    public IEnumerable<DashboardPanel> Panels => _json["panels"]!.AsArray().Where(p => p!["type"]!.GetValue<string>() != "row").Select(p => new DashboardPanel(
        p!["title"]!.GetValue<string>(),
        p["fieldConfig"]?["defaults"]?["unit"]?.GetValue<string>(),
        p["description"]?.GetValue<string>(),
        [.. p["targets"]!.AsArray().Select(t => t!["expr"]!.GetValue<string>())]));

    /// <summary>The names of the variables, without <c>$</c>.</summary>
    public IEnumerable<string> Variables => _json["templating"]!["list"]!.AsArray().Select(v => v!["name"]!.GetValue<string>());

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "dashboards"), "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    public static Dashboard Read(string file) => new(file, JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(RepositoryFolder.Path, "dashboards", file)))!);

    /// <summary>A panel's query as Grafana sends it with every variable on "All", and with this window for rates.</summary>
    public static string Expand(string expression, string window) =>
        new[] { "$namespace", "$job", "$instance" }.Aggregate(expression, (e, v) => e.Replace(v, ".*", StringComparison.Ordinal)).Replace("$__rate_interval", window, StringComparison.Ordinal);
}
