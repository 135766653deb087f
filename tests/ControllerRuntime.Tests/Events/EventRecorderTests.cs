using ControllerRuntime.Client;
using ControllerRuntime.Events;
using ControllerRuntime.Observability;
using TestKit;

namespace ControllerRuntime.Tests.Events;

public sealed class EventRecorderTests
{
    private Playground _playground = null!;

    [SetUp]
    public async Task SetUp() => _playground = await Playground.MakeAsync();

    [TearDown]
    public async Task TearDown() => await _playground.DisposeAsync();

    [Test]
    public async Task The_same_event_is_counted_up_with_its_last_numbers_and_another_stands_beside_it()
    {
        using var metrics = new ControllerMetrics(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var recorder = new EventRecorder(_playground.Client, "tests", "tests-0", metrics, Playground.Logger, TimeProvider.System);
        var running = recorder.RunAsync(stop.Token);
        var about = await _playground.CreateAsync("subject");
        for (var i = 0; i < 3; i++) recorder.Tell(about, ConfigMap.Type, isWarning: true, "Broken", $"It broke {i} times; mend it.");
        recorder.Tell(about, ConfigMap.Type, isWarning: false, "Mended", new string('x', 5000));

        var told = new List<KubeEvent>();
        await Playground.UntilAsync("two events are told", () =>
        {
            told = ListAsync().GetAwaiter().GetResult();
            return told.Count == 2 && told.Sum(e => e.Count) == 4 ? null : string.Join(", ", told.Select(e => $"{e.Count} {e.Reason}"));
        });
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        var (broken, mended) = (told.Single(e => e.Reason == "Broken"), told.Single(e => e.Reason == "Mended"));
        Assert.Multiple(() =>
        {
            Assert.That((broken.Type, broken.Count, broken.Message), Is.EqualTo(("Warning", 3, "It broke 2 times; mend it.")));
            Assert.That((broken.InvolvedObject.Kind, broken.InvolvedObject.Name, broken.InvolvedObject.Uid), Is.EqualTo(("ConfigMap", "subject", about.Metadata.Uid)));
            Assert.That((mended.Type, mended.Message.Length), Is.EqualTo(("Normal", 1024)));
        });
    }

    [Test]
    public async Task Nobody_waits_for_events_that_cannot_be_told()
    {
        using var metrics = new ControllerMetrics(TimeProvider.System);
        using var counted = new MetricReading(metrics.Meter);
        using var client = Playground.MakeClient(Playground.Configuration() with { Server = new Uri("https://127.0.0.1:1") });
        var recorder = new EventRecorder(client, "tests", "tests-0", metrics, Playground.Logger, TimeProvider.System);
        var about = await _playground.CreateAsync("subject");
        for (var i = 0; i < 1500; i++) recorder.Tell(about, ConfigMap.Type, isWarning: false, "Said", $"word {i}");
        Assert.That(counted.Sum("kube_events_total", "outcome", "lost"), Is.EqualTo(500), "more than a thousand do not wait");
    }

    private async Task<List<KubeEvent>> ListAsync()
    {
        var events = new List<KubeEvent>();
        await foreach (var page in _playground.Client.ListAsync(KubeEvent.ResourceType, new ListOptions { Namespace = _playground.Namespace }, default)) events.AddRange(page.Items);
        return events;
    }
}
