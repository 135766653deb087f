using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using BridgeRuntime.Telemetry;
using BridgeRuntime.Tests.Status;
using Microsoft.Extensions.Logging;
using TestKit;
using TestKit.Otlp;

namespace BridgeRuntime.Tests.Telemetry;

/// <summary>What is exported, as a receiver of the real protocol decodes it.</summary>
[NonParallelizable]
internal sealed class OtlpExportTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private StatusFixture _fixture = null!;
    private ListLogger _log = null!;

    [SetUp]
    public void SetUp() => (_fixture, _log) = (new StatusFixture().MakeReady(), new ListLogger());

    [Test]
    public async Task a_batch_is_a_span_with_its_steps_below_and_numbers_for_attributes()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver.Endpoint, Limit, (metrics, observer) =>
        {
            using var batch = observer.BatchTaken(StatusFixture.Orders, 3);
            using (observer.Step(ReconcileStep.ReadMongo)) { }
            using (observer.Step(ReconcileStep.WriteBigPeer)) { }
            observer.Completed(_fixture.OrdersSettings, [Done(PlanKind.CreateInBigPeer) with { WroteBigPeer = true }, Done(PlanKind.Nothing)]);
            observer.Completed(_fixture.OrdersSettings, [Done(PlanKind.Merge) with { WroteBigPeer = true, WroteMongo = true, Conflicts = 2 }]);
        });

        var batch = receiver.Spans.Single(s => s.Name == "reconcile");
        Assert.That(batch.ParentSpanId, Is.Empty);
        Assert.That(batch.Attributes, Is.EquivalentTo(new Dictionary<string, object>
        {
            ["bridge.collection"] = "orders",
            ["bridge.keys"] = 3L,
            ["bridge.mongodb_to_bigpeer"] = 2L,
            ["bridge.bigpeer_to_mongodb"] = 1L,
            ["bridge.echoes"] = 1L,
            ["bridge.conflicts"] = 2L,
            ["bridge.reruns"] = 0L,
            ["bridge.dead_letters"] = 0L,
        }), "a batch that was bisected adds up");
        var steps = receiver.Spans.Where(s => s.Name != "reconcile").ToList();
        Assert.That(steps.Select(s => (s.Name, s.Attributes["bridge.side"])), Is.EquivalentTo(new (string, object)[] { ("read_mongodb", "mongodb"), ("write_bigpeer", "bigpeer") }));
        Assert.That(steps.Select(s => (s.TraceId, s.ParentSpanId)), Has.All.EqualTo((batch.TraceId, batch.SpanId)));
        Assert.That(batch.Resource["service.name"], Is.EqualTo("bigpeer-databridge"));
        Assert.That(batch.Resource["service.instance.id"], Is.EqualTo("shop"));
    }

    [Test]
    public async Task a_batch_that_fails_is_an_error_with_its_cause_and_without_the_message()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver.Endpoint, Limit, (_, observer) =>
        {
            using var batch = observer.BatchTaken(StatusFixture.Orders, 1);
            batch.Failed(new SideException(Side.BigPeer, SideFailure.Unavailable, "words of the server"));
        });
        var span = receiver.Spans.Single();
        Assert.That((span.Status, span.Attributes["error.type"], span.Attributes["bridge.side"]), Is.EqualTo((2, (object)"unavailable", (object)"bigpeer")));
        Assert.That(span.Attributes.Values, Has.None.EqualTo("words of the server"));
        Assert.That(_fixture.Report.Collections[0].LastError!.Message, Is.EqualTo("Unavailable: words of the server"));
    }

    [Test]
    public async Task metrics_are_the_instruments_of_the_page_from_zero_on()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var page = "";
        await RunAsync(receiver.Endpoint, Limit, (metrics, _) =>
        {
            metrics.BatchTaken(7);
            metrics.Completed(_fixture.OrdersSettings, [Done(PlanKind.CreateInBigPeer) with { WroteBigPeer = true }]);
            page = metrics.Exporter.Collect();
        });

        var names = page.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToHashSet();
        Assert.That(receiver.Points.Select(p => p.Metric).Distinct(), Is.EquivalentTo(names));
        Assert.That(Point("ditto_documents_synced_total", ("collection", "orders"), ("direction", "mongodb_to_bigpeer")).Value, Is.EqualTo(1));
        Assert.That(Point("ditto_documents_synced_total", ("collection", "stores"), ("direction", "bigpeer_to_mongodb")).Value, Is.Zero);
        Assert.That(Point("bridge_ready").Value, Is.EqualTo(1));
        var batch = Point("bridge_batch_keys");
        Assert.That((batch.Count, batch.Value, batch.Bounds[^1]), Is.EqualTo((1L, 7d, 5000d)), "the histogram has the advised buckets");

        OtlpPoint Point(string name, params (string, string)[] labels) =>
            receiver.Points.Last(p => p.Metric == name && labels.All(l => p.Attributes.TryGetValue(l.Item1, out var value) && Equals(value, l.Item2)));
    }

    [Test]
    public async Task a_collector_that_is_not_there_is_said_once_and_counted_and_said_again_when_it_is_back()
    {
        var watch = new ExportWatch(_log, _fixture.Time);
        using var metrics = new BridgeMetrics(_fixture.Status, _fixture.Time);
        watch.Counted = metrics.Exported;
        var endpoint = new Uri("http://user:s3cret@collector:4318/in?key=s3cret");
        for (var i = 0; i < 50; i++) watch.Tell(OtlpSignal.Traces, endpoint, OpenTelemetry.ExportResult.Failure);
        watch.Tell(OtlpSignal.Metrics, endpoint, OpenTelemetry.ExportResult.Success);
        watch.Tell(OtlpSignal.Traces, endpoint, OpenTelemetry.ExportResult.Success);
        watch.Tell(OtlpSignal.Traces, endpoint, OpenTelemetry.ExportResult.Success);
        Assert.That(_log.Lines, Is.EqualTo(new[]
        {
            "Warning: Traces cannot be exported to http://collector:4318/in: the collector is not there or refuses them. They are dropped; the bridge goes on. bridge_otlp_exports_total counts it.",
            "Information: Traces are exported again",
        }));
        var page = metrics.Exporter.Collect();
        Assert.That(page, Does.Contain("bridge_otlp_exports_total{result=\"failure\",signal=\"traces\"} 50\n").And.Contains("bridge_otlp_exports_total{result=\"success\",signal=\"traces\"} 2\n"));
        await Task.CompletedTask;
    }

    [Test]
    public async Task an_unreachable_collector_fails_exports_and_nothing_else()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await RunAsync($"http://127.0.0.1:{port}", Limit, (_, observer) =>
        {
            using var batch = observer.BatchTaken(StatusFixture.Orders, 1);
        });
        Assert.That(_log.Lines, Has.Exactly(1).StartsWith("Warning: Traces cannot be exported").And.Exactly(1).StartsWith("Warning: Metrics cannot be exported"));
    }

    [Test]
    public async Task a_collector_that_never_answers_holds_the_end_up_no_longer_than_the_limit()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var never = new TaskCompletionSource();
        receiver.Gate = never.Task;
        var clock = Stopwatch.StartNew();
        await RunAsync(receiver.Endpoint, TimeSpan.FromMilliseconds(500), (_, observer) =>
        {
            using var batch = observer.BatchTaken(StatusFixture.Orders, 1);
        });
        never.SetResult();
        Assert.That(clock.Elapsed, Is.LessThan(Limit));
    }

    [Test]
    public void without_a_collector_nothing_is_made()
    {
        Assert.That(OtlpExport.Begin("shop", collections: 2, _ => null, _log, _fixture.Time), Is.Null);
        using var traces = new BridgeTraces();
        Assert.That(traces.Batch("orders", 1), Is.Null);
        Assert.That(traces.Step(ReconcileStep.ReadMongo), Is.Null);
    }

    private async Task RunAsync(string endpoint, TimeSpan limit, Action<BridgeMetrics, BridgeObserver> work)
    {
        var variables = new Dictionary<string, string>();
        foreach (var signal in new[] { "TRACES", "METRICS" })
        {
            variables[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] = $"{endpoint}/v1/{signal.ToLowerInvariant()}";
            variables[$"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"] = "http/protobuf";
        }
        using var export = OtlpExport.Begin("shop", collections: 2, variables.GetValueOrDefault, _log, TimeProvider.System)!;
        using var metrics = new BridgeMetrics(_fixture.Status, _fixture.Time);
        using var traces = new BridgeTraces();
        export.CountBy(metrics);
        work(metrics, new BridgeObserver(_fixture.Status, metrics, traces, _log, _fixture.Time));
        await export.StopAsync(limit);
    }

    private static ReconcileOutcome Done(PlanKind plan) => new(default, ReconcileResult.Done) { Plan = plan };
}
