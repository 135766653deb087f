using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace TestKit;

/// <summary>A real Prometheus that scrapes every second; its folder goes with it.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    public const string Missing = "prometheus is not installed; `make setup` installs it (Debian package prometheus).";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(40);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;
    private readonly Uri _address;

    private PrometheusServer(ChildProcess process, DirectoryInfo folder, Uri address) => (_process, _folder, _address) = (process, folder, address);

    /// <param name="job">The label <c>job</c> of what is scraped.</param>
    /// <param name="port">On this machine.</param>
    /// <returns>Null when Prometheus is not installed.</returns>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static Task<PrometheusServer?> StartAsync(string job, int port) => StartAsync(string.Create(CultureInfo.InvariantCulture, $$"""
        - job_name: {{job}}
          static_configs: [{ targets: ["127.0.0.1:{{port}}"] }]
        """));

    /// <param name="scrapes">The list <c>scrape_configs</c>, as YAML.</param>
    /// <returns>Null when Prometheus is not installed.</returns>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task<PrometheusServer?> StartAsync(string scrapes)
    {
        var folder = Directory.CreateTempSubdirectory("prometheus-");
        ChildProcess? process = null;
        try
        {
            var file = Path.Combine(folder.FullName, "prometheus.yml");
            await File.WriteAllTextAsync(file, $$"""
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: ["{{Path.Combine(RepositoryFolder.Path, "docs", "alerts.yaml")}}"]
                scrape_configs:
                {{scrapes}}
                """);
            // It tells nobody which port 0 became.
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
            process = ChildProcess.Start("prometheus", [$"--config.file={file}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", $"--web.listen-address={address.Authority}"]);
            var server = new PrometheusServer(process, folder, address);
            await Eventually.HoldsAsync("Prometheus is ready", server.ObjectionAsync, StartLimit, () => process.LastLines());
            return server;
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
        catch
        {
            if (process is not null) await process.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Asks at this moment.</summary>
    /// <returns>The values of the series, or of the scalar.</returns>
    /// <exception cref="InvalidOperationException">Prometheus refuses the query.</exception>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression)
    {
        var data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. data["result"]!.AsArray().Select(r => double.Parse(r!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture))];
    }

    /// <summary>Waits until every panel of a dashboard shows something.</summary>
    /// <param name="dashboard">Its file.</param>
    /// <param name="beginLater">Parts of queries that need not: series that begin when something happens that a test cannot bring about.</param>
    /// <param name="limit">How long.</param>
    /// <returns>How many queries were asked.</returns>
    /// <exception cref="TimeoutException">Some show nothing; says which.</exception>
    public async Task<int> EveryPanelShowsAsync(string dashboard, IReadOnlyList<string> beginLater, TimeSpan limit)
    {
        var open = Dashboard.Read(dashboard).Panels.SelectMany(p => p.Expressions.Select(e => (p.Title, Query: Dashboard.Expand(e, "1m"))))
            .Where(p => !beginLater.Any(m => p.Query.Contains(m, StringComparison.Ordinal))).ToList();
        var asked = open.Count;
        await Eventually.HoldsAsync($"every panel of {dashboard} has data", async () =>
        {
            for (var i = open.Count - 1; i >= 0; i--)
            {
                if ((await QueryAsync(open[i].Query)).Any(double.IsFinite)) open.RemoveAt(i);
            }
            return open.Count == 0 ? null : string.Join('\n', open.Select(o => $"{o.Title}: {o.Query}"));
        }, limit);
        return asked;
    }

    /// <summary>The names of the rules that it evaluates, with what it has against each; null: nothing.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> RulesAsync()
    {
        var data = await GetAsync("api/v1/rules?type=alert");
        return data["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).ToDictionary(r => r!["name"]!.GetValue<string>(), r => r!["health"]!.GetValue<string>() == "ok" ? null : r["lastError"]?.GetValue<string>() ?? r["health"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(_address, path));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        if (body["status"]!.GetValue<string>() != "success") throw new InvalidOperationException($"Prometheus refuses {path}: {body["error"]}");
        return body["data"]!;
    }

    private async Task<string?> ObjectionAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"Prometheus ended.\n{_process.LastLines()}");
        try
        {
            using var answer = await Http.GetAsync(new Uri(_address, "-/ready"));
            return answer.IsSuccessStatusCode ? null : answer.StatusCode.ToString();
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
