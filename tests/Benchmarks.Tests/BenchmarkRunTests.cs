using System.Text.Json;
using TestKit;

namespace Benchmarks.Tests;

/// <summary>The benchmarks with a few documents, so that they do not rot: every figure comes out, and nothing is asked about how fast.</summary>
public sealed class BenchmarkRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private static readonly string[] Expected =
    [
        "a.insert.sink", "j.memory.load", "a.opponent.sink", "a.insert.sink.vs-opponent", "a.engine.alone", "a.insert.engine", "a.opponent.engine", "a.insert.engine.vs-opponent",
        "a.insert.engine.vs-alone", "b.update.sink", "c.hot.rate", "c.hot.saving", "b.opponent.sink", "c.opponent.rate", "c.opponent.saving", "b.update.sink.vs-opponent", "c.hot.vs-opponent",
        "b.update.engine", "d.back", "e.snapshot.sink", "e.snapshot.engine", "f.latency.p50", "f.latency.p95", "f.latency.p99", "f.back.p50", "f.back.p95", "f.back.p99", "g.idle.cpu",
        "g.idle.requests.bigpeer", "g.idle.requests.mongodb", "j.memory.idle", "h.verify", "h.verify.memory", "i.start.listening", "i.start.ready", "growth.documents.200.rate",
        "growth.documents.200.cost", "growth.documents.200.memory", "growth.documents.400.rate", "growth.documents.400.cost", "growth.documents.400.memory", "growth.documents.slope",
        "growth.collections.01", "growth.collections.02", "growth.workers.01", "growth.workers.02", "k.to-ditto.250", "k.to-ditto.250.allocated", "k.to-bson.250", "k.to-bson.250.allocated",
        "k.to-ditto.1024", "k.to-ditto.1024.allocated", "k.to-bson.1024", "k.to-bson.1024.allocated",
    ];

    [Test]
    public async Task Every_figure_comes_out_of_a_run_with_few_documents()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        var output = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await Commands.RunAsync(Path.Combine(AppContext.BaseDirectory, "Benchmarks"), ["bridge", "--tiny", "--output", output.FullName], Limit);
            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(output.FullName, "tiny.json")));
            var figures = report.RootElement.GetProperty("figures").EnumerateArray().ToList();
            Assert.That(figures.Select(f => f.GetProperty("name").GetString()), Is.EquivalentTo(Expected));
            Assert.That(figures, Has.All.Matches<JsonElement>(f => f.GetProperty("values").GetArrayLength() > 0 && double.IsFinite(f.GetProperty("median").GetDouble())));
            var table = await File.ReadAllLinesAsync(Path.Combine(output.FullName, "tiny.md"));
            Assert.That(Expected, Has.All.Matches<string>(name => table.Any(l => l.StartsWith($"| `{name}` |", StringComparison.Ordinal))));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }
}
