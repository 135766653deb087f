using System.Diagnostics.Metrics;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using Microsoft.Extensions.Logging.Abstractions;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Status;

internal sealed class PromtoolTests
{
    [Test]
    public async Task promtool_finds_nothing_to_say_about_the_real_answer()
    {
        // A collection name with everything that must be escaped.
        var fixture = new StatusFixture(orders: "or\"ders\\\n").MakeReady();
        using var metrics = new BridgeMetrics(fixture.Status, fixture.Time);
        foreach (var step in Enum.GetValues<ReconcileStep>()) metrics.Step(step).Dispose();
        metrics.BatchTaken(7);
        metrics.Called(new SideCall(Side.BigPeer, SideCallKind.Write, TimeSpan.FromSeconds(1), BytesWritten: 5, BytesRead: 7, HttpStatus: 200));
        metrics.BigPeerPassTook(StatusFixture.Stores, BigPeerPassKind.Full, TimeSpan.FromSeconds(1));
        fixture.Entries[StatusFixture.Stores] = 7;
        fixture.SavedPosition = fixture.Time.GetUtcNow();
        fixture.Status.OplogRead(fixture.Time.GetUtcNow() - TimeSpan.FromHours(1), whyNot: null);
        fixture.Status.SnapshotStarted(StatusFixture.Stores, documents: 1, expected: 9);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        fixture.Status.SnapshotProgress(StatusFixture.Stores, 3, done: false);
        var paths = new NotCarriedPaths();
        paths.Add(new FieldPath("a"), BsonType.MaxKey);
        metrics.Completed(fixture.OrdersSettings, [new ReconcileOutcome(default, ReconcileResult.Done) { Plan = PlanKind.Merge, WroteMongo = true, NotCarried = paths }]);

        await using var endpoints = new StatusEndpoints(fixture.Configuration, fixture.Status, metrics, NullLoggerFactory.Instance);
        await endpoints.StartAsync(CancellationToken.None);
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{endpoints.MetricsPort}/metrics"));

        var families = text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();
        Assert.That(families, Is.SupersetOf(new[]
        {
            "ditto_sync_operations_total", "ditto_sync_errors_total", "ditto_sync_lag_seconds", "ditto_documents_synced_total", "mongodb_change_stream_events_total",
        }));
        Assert.That(families, Is.EquivalentTo(Instruments()), "every instrument is in the text that is checked");
        Assert.That(await Check(text), Is.EqualTo((0, "")));
    }

    [TestCase("# HELP a_total A.\n# TYPE a_total counter\na_total{x=\"1} 1\n")]
    [TestCase("# HELP a A.\n# TYPE a counter\na 1\n")]
    [TestCase("a_seconds 1\n")]
    public async Task promtool_would_say_if_the_text_were_wrong(string text)
    {
        var (code, said) = await Check(text);
        Assert.That(code, Is.Not.Zero);
        Assert.That(said, Is.Not.Empty);
    }

    /// <summary>The names of all instruments that bridges of this process have, which all have the same.</summary>
    private static HashSet<string> Instruments()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == BridgeMetrics.MeterName) names.Add(instrument.Name);
            },
        };
        listener.Start();
        return names;
    }

    [TestCase("check", "rules", "docs/alerts.yaml")]
    [TestCase("test", "rules", "docs/alerts.test.yaml")]
    public async Task promtool_finds_the_alerts_right(params string[] arguments)
    {
        var (code, said) = await Run([.. arguments[..^1], Path.Combine(RepositoryFolder.Path, arguments[^1])], input: "");
        Assert.That(code, Is.Zero, said);
        Assert.That(said, Does.Contain("SUCCESS"));
    }

    private static Task<(int Code, string Said)> Check(string text) => Run(["check", "metrics"], text);

    private static async Task<(int Code, string Said)> Run(IReadOnlyList<string> arguments, string input)
    {
        if (await Promtool.RunAsync(arguments, input) is { } answer) return answer;
        Assert.Ignore(Promtool.Missing);
        return default;
    }
}
