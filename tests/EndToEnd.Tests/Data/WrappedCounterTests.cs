using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Settable counters of ejson mode, where apps write numbers in their wrappers; native mode has none.</summary>
[CancelAfter(120_000)]
internal sealed class WrappedCounterTests
{
    private readonly Scene _scene = new(new SceneOptions
    {
        Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true, mode: ejson, dittoTypes: { settableCounters: [qty, o.k] }" },
    });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_number_in_its_wrapper_becomes_a_counter_too()
    {
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"wrapped","qty":{"$numberLong":"5"},"o":{"k":{"$numberDouble":"5.0"}}}""");
        await _scene.BothAsync(_scene.Docs, "\"wrapped\"", """{"_id":"wrapped","qty":{"$numberLong":"5"},"o":{"k":{"$numberDouble":"5.0"}}}""", """{"_id":"wrapped","qty":5,"o":{"k":5}}""");
        Assert.That(await _scene.Docs.BigPeer.FindAsync("\"wrapped\"", "qty COUNTER, o MAP(k COUNTER)"), Is.EqualTo("""{"_id":"wrapped","o":{"k":5},"qty":5}"""));
    }
}
