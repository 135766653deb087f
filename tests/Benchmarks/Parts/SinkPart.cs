using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Benchmarks.Figures;
using Benchmarks.Sink;
using TestKit;

namespace Benchmarks.Parts;

/// <summary>The acknowledging sink; see <see cref="SinkProgram"/>.</summary>
internal sealed class SinkPart : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private SinkPart(ChildProcess process, string address)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = Own.RunLimit };
        Endpoint = $"{address}/sink";
    }

    public string Endpoint { get; }

    public (string Name, int Process) Part => ("sink", _process.Id);

    /// <param name="keeps">Whether it keeps documents, so that they can be changed.</param>
    /// <param name="behind">The endpoint of the Big Peer that is to answer in its place.</param>
    public static async Task<SinkPart> StartAsync(bool keeps, string? behind = null)
    {
        List<string> arguments = ["sink"];
        if (keeps) arguments.Add("--keeps");
        if (behind is not null) arguments.AddRange(["--behind", behind]);
        var process = Own.Start(arguments);
        try
        {
            using var ready = JsonDocument.Parse(await process.LineAsync("that it is ready", l => l.Contains("\"ready\":true", StringComparison.Ordinal), Own.StartLimit));
            return new SinkPart(process, ready.RootElement.GetProperty("address").GetString()!);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts anew. A document counts as arrived with this round.</summary>
    public async Task BeginAsync(int round)
    {
        using var answer = await _http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/control/begin?round={round}"), UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>When so many documents had arrived, waited for.</summary>
    public async Task<long> ReachedAsync(long documents) =>
        long.Parse(await _http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/control/reached?documents={documents}"), UriKind.Relative)), CultureInfo.InvariantCulture);

    public async Task<SinkFigures> FiguresAsync() => (await _http.GetFromJsonAsync<SinkFigures>("/control/figures", ReportJson.Line))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
