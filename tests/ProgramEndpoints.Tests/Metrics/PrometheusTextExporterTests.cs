using System.Diagnostics.Metrics;
using System.Globalization;
using ProgramEndpoints.Metrics;

namespace ProgramEndpoints.Tests.Metrics;

internal sealed class PrometheusTextExporterTests
{
    private Meter _meter = null!;
    private PrometheusTextExporter _exporter = null!;

    [SetUp]
    public void Listen()
    {
        _meter = new Meter("test");
        _exporter = new PrometheusTextExporter([_meter]);
    }

    [TearDown]
    public void Stop()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Test]
    public void a_counter_is_written_as_the_format_says()
    {
        var counter = _meter.CreateCounter<long>("requests_total", "{request}", "Requests.");
        counter.Add(2, new KeyValuePair<string, object?>("code", 200));
        counter.Add(3, new KeyValuePair<string, object?>("code", 200));
        counter.Add(0, new KeyValuePair<string, object?>("code", 500));
        Assert.That(_exporter.Collect(), Is.EqualTo(
            """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{code="200"} 5
            requests_total{code="500"} 0

            """));
    }

    [Test]
    public void labels_and_help_are_escaped()
    {
        _meter.CreateCounter<long>("odd_total", unit: null, "A \\ and\na \"quote\".").Add(1, new KeyValuePair<string, object?>("name", "a\"b\\c\nd{},é"));
        Assert.That(_exporter.Collect(), Is.EqualTo(
            "# HELP odd_total A \\\\ and\\na \"quote\".\n# TYPE odd_total counter\nodd_total{name=\"a\\\"b\\\\c\\nd{},é\"} 1\n"));
    }

    [Test]
    public void the_order_of_labels_makes_no_second_series()
    {
        var counter = _meter.CreateCounter<long>("pairs_total", unit: null, "Pairs.");
        counter.Add(1, new("b", "2"), new("a", "1"));
        counter.Add(1, new("a", "1"), new("b", "2"));
        Assert.That(_exporter.Collect(), Does.EndWith("counter\npairs_total{a=\"1\",b=\"2\"} 2\n"));
    }

    [Test]
    public void a_histogram_counts_each_value_once_with_inclusive_upper_bounds()
    {
        var histogram = _meter.CreateHistogram("took_seconds", "s", "Time.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        foreach (var value in new[] { 0, 0.1, 0.1000001, 1, 5, 10, 10.5, 1000 }) histogram.Record(value, new KeyValuePair<string, object?>("step", "read"));
        Assert.That(_exporter.Collect(), Is.EqualTo(
            """
            # HELP took_seconds Time.
            # TYPE took_seconds histogram
            took_seconds_bucket{step="read",le="0.1"} 2
            took_seconds_bucket{step="read",le="1"} 4
            took_seconds_bucket{step="read",le="10"} 6
            took_seconds_bucket{step="read",le="+Inf"} 8
            took_seconds_sum{step="read"} 1026.7000001
            took_seconds_count{step="read"} 8

            """));
    }

    [Test]
    public void a_histogram_without_labels_has_only_its_bounds()
    {
        _meter.CreateHistogram("keys", "{key}", "Keys.", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [5] }).Record(7);
        Assert.That(_exporter.Collect(), Does.EndWith("keys_bucket{le=\"5\"} 0\nkeys_bucket{le=\"+Inf\"} 1\nkeys_sum 7\nkeys_count 1\n"));
    }

    [Test]
    public void observed_values_are_those_of_the_moment_and_what_is_gone_disappears()
    {
        var lanes = new Dictionary<string, long> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge("lane_keys", () => lanes.Select(l => new Measurement<long>(l.Value, new KeyValuePair<string, object?>("lane", l.Key))), unit: null, "Keys.");
        var total = 5.5;
        _meter.CreateObservableCounter("cpu_seconds_total", () => total, "s", "Time.");
        Assert.That(_exporter.Collect(), Does.Contain("lane_keys{lane=\"a\"} 1\nlane_keys{lane=\"b\"} 2\n").And.Contains("\ncpu_seconds_total 5.5\n"));
        lanes["a"] = 3;
        lanes.Remove("b");
        total = 6;
        var second = _exporter.Collect();
        Assert.That(second, Does.Contain("lane_keys{lane=\"a\"} 3\n").And.Not.Contains("lane=\"b\""));
        Assert.That(second, Does.Contain("\ncpu_seconds_total 6\n"), "an observed counter is a value, not an increase");
    }

    [Test]
    public void counters_up_and_down_and_gauges_are_gauges()
    {
        var upDown = _meter.CreateUpDownCounter<int>("open", unit: null, "Open.");
        upDown.Add(5);
        upDown.Add(-2);
        var gauge = _meter.CreateGauge<double>("level", unit: null, "Level.");
        gauge.Record(9);
        gauge.Record(4);
        Assert.That(_exporter.Collect(), Does.Contain("# TYPE open gauge\nopen 3\n").And.Contains("# TYPE level gauge\nlevel 4\n"));
    }

    [TestCase(double.PositiveInfinity, ExpectedResult = "+Inf")]
    [TestCase(double.NegativeInfinity, ExpectedResult = "-Inf")]
    [TestCase(double.NaN, ExpectedResult = "NaN")]
    [TestCase(0.0025, ExpectedResult = "0.0025")]
    [TestCase(123456789012, ExpectedResult = "123456789012")]
    [TestCase(1e-7, ExpectedResult = "1E-07")]
    public string numbers_are_what_prometheus_reads(double value) => PrometheusTextExporter.Number(value);

    [Test]
    public void an_instrument_of_another_meter_of_the_same_name_is_not_shown()
    {
        using var other = new Meter("test");
        other.CreateCounter<long>("foreign_total").Add(1);
        Assert.That(_exporter.Collect(), Is.Empty);
    }

    [Test]
    public void several_meters_are_one_text_in_the_order_of_the_names()
    {
        using var other = new Meter("other");
        using var exporter = new PrometheusTextExporter([_meter, other]);
        _meter.CreateCounter<long>("b_total", unit: null, "B.").Add(1);
        other.CreateCounter<long>("a_total", unit: null, "A.").Add(2);
        Assert.That(exporter.Collect(), Is.EqualTo("# HELP a_total A.\n# TYPE a_total counter\na_total 2\n# HELP b_total B.\n# TYPE b_total counter\nb_total 1\n"));
    }

    [Test]
    public void what_cannot_be_exported_is_refused_by_name()
    {
        Assert.That(() => _meter.CreateCounter<decimal>("money_total"), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("money_total"));
        Assert.That(() => _meter.CreateHistogram<double>("unadvised_seconds"), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("unadvised_seconds"));
        Assert.That(() => _meter.CreateCounter<long>("dotted.name"), Throws.ArgumentException.With.Message.Contains("dotted.name"));
    }

    [Test]
    public void nothing_is_lost_and_no_scrape_is_torn_while_many_threads_count()
    {
        const int Threads = 8, Each = 20_000;
        var counter = _meter.CreateCounter<long>("work_total", unit: null, "Work.");
        var histogram = _meter.CreateHistogram("size", unit: null, "Size.", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3] });
        using var start = new Barrier(Threads + 1);
        var workers = Enumerable.Range(0, Threads).Select(t => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < Each; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("thread", (t + i) % 3));
                histogram.Record(i % 5);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var all = Task.WhenAll(workers);

        start.SignalAndWait();
        var last = 0.0;
        while (!all.IsCompleted) last = CheckOneScrape(last);
        all.GetAwaiter().GetResult();

        Assert.That(CheckOneScrape(last), Is.EqualTo(Threads * Each));
        var samples = Samples();
        Assert.That(samples["size_count"], Is.EqualTo(Threads * Each));
        Assert.That(samples["size_sum"], Is.EqualTo(Threads * Each / 5 * (0 + 1 + 2 + 3 + 4)));
        Assert.That(samples["size_bucket{le=\"2\"}"], Is.EqualTo(Threads * Each / 5 * 3));

        double CheckOneScrape(double before)
        {
            var now = Samples();
            var total = now.Where(s => s.Key.StartsWith("work_total", StringComparison.Ordinal)).Sum(s => s.Value);
            Assert.That(total, Is.GreaterThanOrEqualTo(before), "a counter never falls");
            var buckets = now.Where(s => s.Key.StartsWith("size_bucket", StringComparison.Ordinal)).Select(s => s.Value).ToList();
            Assert.That(buckets, Is.Ordered, "buckets are cumulative");
            if (buckets.Count > 0) Assert.That(buckets[^1], Is.EqualTo(now["size_count"]), "the last bucket holds all");
            return total;
        }
    }

    private Dictionary<string, double> Samples() => _exporter.Collect().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(l => l[0] != '#').ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
