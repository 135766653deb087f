using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TestKit;

/// <summary>The program BridgeRuntime in a process of its own, with its YAML file in a temporary folder.</summary>
public sealed partial class BridgeProcess : IAsyncDisposable
{
    /// <summary>How long a bridge may take from SIGTERM to its end.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(40);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly DirectoryInfo _folder;

    private BridgeProcess(ChildProcess process, DirectoryInfo folder)
    {
        Process = process;
        _folder = folder;
    }

    public ChildProcess Process { get; }

    /// <summary>
    /// The program: what <c>BRIDGE_RUNTIME</c> names, which is the native one where all suites run, as the image has it; else the one that was built beside the running test assembly.
    /// </summary>
    public static string Program => Environment.GetEnvironmentVariable("BRIDGE_RUNTIME") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "BridgeRuntime");

    /// <summary>Starts it, and does not wait for anything.</summary>
    /// <param name="yaml">The content of bridge.yaml.</param>
    /// <param name="environment">What its <c>${…}</c> references name.</param>
    /// <param name="files">Further files beside bridge.yaml, by name.</param>
    /// <param name="arguments">What stands before <c>--config</c>.</param>
    public static BridgeProcess Start(string yaml, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyDictionary<string, string>? files = null, params IReadOnlyList<string> arguments) =>
        StartProgram(Program, yaml, environment, files, arguments);

    /// <summary>As <see cref="Start"/>, for a program that was built elsewhere.</summary>
    public static BridgeProcess StartProgram(
        string program, string yaml, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyDictionary<string, string>? files = null, params IReadOnlyList<string> arguments)
    {
        if (!File.Exists(program)) throw new FileNotFoundException("BridgeRuntime was not built there: is the project referenced?", program);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) KnownSecrets.Add(name, value);
        var folder = Directory.CreateTempSubdirectory("bridge-");
        try
        {
            var file = Path.Combine(folder.FullName, "bridge.yaml");
            File.WriteAllText(file, yaml);
            foreach (var (name, content) in files ?? new Dictionary<string, string>()) File.WriteAllText(Path.Combine(folder.FullName, name), content);
            return new BridgeProcess(ChildProcess.Start(program, [.. arguments, "--config", file], environment), folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Waits until the log holds a line with this text.</summary>
    public Task<string> LogAsync(string text) => Process.LineAsync($"\"{text}\"", l => l.Contains(text, StringComparison.Ordinal), StartLimit);

    /// <summary>Waits until the bridge follows MongoDB's changes.</summary>
    public Task OpenedAsync() => LogAsync("The change stream is open");

    /// <summary>Waits until <c>/readyz</c> says so.</summary>
    public Task ReadyAsync() => Eventually.HoldsAsync("the bridge is ready", async () =>
    {
        var (code, body) = await GetStatusAsync("/readyz");
        return code == 200 ? null : $"{code} {body}";
    }, StartLimit, () => Process.LastLines());

    /// <summary>Asks the status port.</summary>
    /// <param name="path">Such as <c>/status</c>.</param>
    public async Task<(int Code, string Body)> GetStatusAsync(string path) => await GetAsync((await PortsAsync()).Status, path);

    /// <summary>Calls the status port.</summary>
    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="path">Such as <c>/deadletters</c>.</param>
    /// <param name="token">Sent as a bearer token; null: none.</param>
    /// <param name="body">JSON; null: none.</param>
    public async Task<(int Code, string Body)> CallAsync(string method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://127.0.0.1:{(await PortsAsync()).Status}{path}"));
        if (token is not null) request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        KnownSecrets.Search(text, $"The answer of {path}");
        return ((int)answer.StatusCode, text);
    }

    /// <summary>The port of <c>/metrics</c>.</summary>
    public async Task<int> MetricsPortAsync() => (await PortsAsync()).Metrics;

    /// <summary>The sum of all series of a metric; 0 when there is none.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var (_, text) = await GetAsync((await PortsAsync()).Metrics, "/metrics");
        return Sum(text, name);
    }

    /// <summary>What <c>/metrics</c> answers.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="OperationCanceledException">It takes longer.</exception>
    public async Task<string> MetricsTextAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        return await Http.GetStringAsync(new Uri($"http://127.0.0.1:{(await PortsAsync()).Metrics}/metrics"), deadline.Token);
    }

    /// <summary>The sum of all series of a metric in the answer of <c>/metrics</c>; 0 when there is none.</summary>
    public static double Sum(string metrics, string name) =>
        metrics.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Length > name.Length && l[name.Length] is ' ' or '{')
            .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Stops the bridge as Kubernetes does.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var clock = Stopwatch.StartNew();
        Process.Signal(UnixSignal.Terminate);
        return (await Process.ExitAsync(StopLimit), clock.Elapsed);
    }

    /// <summary>Ends the process between any two of its instructions.</summary>
    public async Task KillAsync()
    {
        Process.Signal(UnixSignal.Kill);
        await Process.ExitAsync(StopLimit);
    }

    /// <exception cref="InvalidOperationException">It has shown a secret.</exception>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (_folder.Exists) _folder.Delete(recursive: true);
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
        var text = await answer.Content.ReadAsStringAsync();
        KnownSecrets.Search(text, $"The answer of {path}");
        return ((int)answer.StatusCode, text);
    }

    [GeneratedRegex(@"Status on port (?<status>\d+), metrics on port (?<metrics>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
