using System.Net;
using System.Net.Sockets;
using TestKit.Otlp;

namespace EndToEnd.Tests.Operations;

/// <summary>A real bridge that exports to a receiver of the real protocol.</summary>
[CancelAfter(240_000)]
internal sealed class TelemetryTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Spans_and_metrics_of_a_change_arrive_with_what_the_environment_says_of_the_service()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var scene = new Scene(new SceneOptions
        {
            Environment = Export(receiver.Endpoint, new()
            {
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-token=abc",
                ["OTEL_SERVICE_NAME"] = "shop-sync",
                ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            }),
        });
        await scene.StartAsync();
        await scene.SettleAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"the-id","text":"the-content"}""");
        await scene.BothAsync("\"the-id\"", """{"_id":"the-id","text":"the-content"}""");
        var collection = scene.Docs.Mongo.Name;

        await scene.UntilAsync("the counter arrives", () => Task.FromResult(
            Last("ditto_documents_synced_total", ("collection", collection), ("direction", "mongodb_to_bigpeer")) == 2
            && Last("ditto_documents_synced_total", ("collection", collection), ("direction", "bigpeer_to_mongodb")) == 1 ? null : string.Join('\n', receiver.Points.TakeLast(200).Select(p => $"{p.Metric} {p.Value}"))));
        Assert.That(await scene.Bridge.MetricAsync("ditto_documents_synced_total"), Is.EqualTo(3), "the page says the same");
        await scene.StopAsync();

        var batches = receiver.Spans.Where(s => s.Name == "reconcile").ToList();
        Assert.That(batches.Sum(b => (long)b.Attributes.GetValueOrDefault("bridge.mongodb_to_bigpeer", 0L)), Is.EqualTo(2));
        Assert.That(batches.Sum(b => (long)b.Attributes.GetValueOrDefault("bridge.bigpeer_to_mongodb", 0L)), Is.EqualTo(1));
        Assert.That(batches, Has.All.Matches<OtlpSpan>(b => b.ParentSpanId.Length == 0 && Equals(b.Attributes["bridge.collection"], collection)));
        var writing = batches.First(b => Equals(b.Attributes.GetValueOrDefault("bridge.mongodb_to_bigpeer"), 1L));
        var steps = receiver.Spans.Where(s => s.ParentSpanId == writing.SpanId).ToList();
        Assert.That(steps.Select(s => s.Name), Is.EquivalentTo(new[] { "read_mongodb", "write_mongodb", "write_bigpeer", "record" }), "a new document needs no intent");
        Assert.That(steps.Select(s => s.TraceId), Has.All.EqualTo(writing.TraceId));
        Assert.That(steps.Single(s => s.Name == "write_bigpeer").Attributes["bridge.side"], Is.EqualTo("bigpeer"));
        Assert.That(steps.Sum(s => s.Took.TotalSeconds), Is.LessThanOrEqualTo(writing.Took.TotalSeconds));

        var attributes = receiver.Spans.SelectMany(s => s.Attributes.Values).Concat(receiver.Points.SelectMany(p => p.Attributes.Values)).Select(v => v.ToString()).ToHashSet();
        Assert.That(attributes, Has.None.Contains("the-id").And.None.Contains("the-content"));
        Assert.That((writing.Resource["service.name"], writing.Resource["deployment.environment"], writing.Resource["service.instance.id"]), Is.EqualTo(((object)"shop-sync", (object)"test", (object)"bridge")));
        Assert.That(receiver.Headers.Select(h => h["x-token"]), Has.All.EqualTo("abc"));

        double? Last(string name, params (string Label, string Value)[] labels) => receiver.Points
            .LastOrDefault(p => p.Metric == name && labels.All(l => Equals(p.Attributes.GetValueOrDefault(l.Label), l.Value)))?.Value;
    }

    [Test]
    public async Task A_collector_that_is_not_there_harms_nothing()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var endpoint = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        await using var scene = new Scene(new SceneOptions { Environment = Export(endpoint, new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "100", ["OTEL_BSP_SCHEDULE_DELAY"] = "100" }) });
        await scene.StartAsync();
        await scene.SettleAsync();
        await scene.UntilAsync("failures are counted", async () => await scene.Bridge.MetricAsync("bridge_otlp_exports_total") >= 5 ? null : "not yet");
        var (exitCode, took) = await scene.Bridge.TerminateAsync();
        Assert.That(exitCode, Is.Zero);
        Assert.That(took, Is.LessThan(Limit));
        Assert.That(scene.Bridge.Process.Output, Has.Exactly(1).Contains("Metrics cannot be exported"));
    }

    [Test]
    public async Task A_collector_that_never_answers_does_not_hold_up_the_end()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var never = new TaskCompletionSource();
        receiver.Gate = never.Task;
        await using var scene = new Scene(new SceneOptions { Yaml = "runtime: { shutdownTimeout: 2s }", Environment = Export(receiver.Endpoint, new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "100" }) });
        await scene.StartAsync();
        await scene.SettleAsync();
        Assert.That((await scene.Bridge.TerminateAsync()).ExitCode, Is.Zero);
        never.SetResult();
    }

    private static Dictionary<string, string> Export(string endpoint, Dictionary<string, string> more) =>
        new(more) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
}
