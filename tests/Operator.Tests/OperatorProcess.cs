using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestKit;

namespace Operator.Tests;

/// <summary>The program Operator in a process of its own.</summary>
internal sealed partial class OperatorProcess : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private OperatorProcess(ChildProcess process) => Process = process;

    public ChildProcess Process { get; }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Operator");

    /// <summary>With the test cluster's every right, unless the arguments name another kubeconfig, and on free ports, unless they name others.</summary>
    public static OperatorProcess Start(params string[] arguments)
    {
        List<string> all = ["--runtime-image", "localhost/bridge-runtime:test", .. arguments];
        if (!arguments.Contains("--kubeconfig")) all.AddRange(["--kubeconfig", SharedCluster.Cluster.KubeConfig]);
        foreach (var option in (string[])["--status-port", "--metrics-port"])
        {
            if (!arguments.Contains(option)) all.AddRange([option, "0"]);
        }
        return new OperatorProcess(ChildProcess.Start(Program, all));
    }

    /// <summary>Waits until the log holds a line with this text.</summary>
    public Task<string> LogAsync(string text, int from = 0) => Process.LineAsync($"\"{text}\"", l => l.Contains(text, StringComparison.Ordinal), Limit, from);

    /// <summary>The log's lines so far, each one JSON object.</summary>
    public IReadOnlyList<JsonNode> Log(int from = 0) => [.. Process.Output.Skip(from).Select(l => JsonNode.Parse(l)!)];

    public async Task<(int Code, string Body)> StatusAsync(string path) => await GetAsync((await PortsAsync()).Status, path);

    /// <summary>The port of <c>/metrics</c>.</summary>
    public async Task<int> MetricsPortAsync() => (await PortsAsync()).Metrics;

    public async Task<string> MetricsAsync() => (await GetAsync((await PortsAsync()).Metrics, "/metrics")).Body;

    /// <summary>The value of one series, given as it stands in the text.</summary>
    public async Task<double?> MetricAsync(string series)
    {
        var line = (await MetricsAsync()).Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a path of the status port answers with this code.</summary>
    /// <returns>The answer's text.</returns>
    public async Task<string> UntilAsync(string path, int code)
    {
        var body = "";
        await Eventually.HoldsAsync($"{path} answers {code}", async () =>
        {
            (var got, body) = await StatusAsync(path);
            return got == code ? null : $"{got} {body}";
        }, Limit, () => Process.LastLines());
        return body;
    }

    /// <exception cref="InvalidOperationException">It has shown a secret.</exception>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Process.SearchForSecrets();
    }

    private async Task<(int Status, int Metrics)> PortsAsync()
    {
        var ports = Listening().Match(await LogAsync("Status on port"));
        return (int.Parse(ports.Groups["status"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(ports.Groups["metrics"].ValueSpan, CultureInfo.InvariantCulture));
    }

    private static async Task<(int Code, string Body)> GetAsync(int port, string path)
    {
        using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"Status on port (?<status>\d+), metrics on port (?<metrics>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
