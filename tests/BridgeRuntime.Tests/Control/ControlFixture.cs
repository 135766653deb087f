using BridgeRuntime.Checkpoints;
using BridgeRuntime.Control;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Control;

/// <summary>The desks of a bridge over a MongoDB and a real engine, on a clock that the test moves: what waits for time stands still in the middle.</summary>
internal abstract class ControlFixture : MongoFixture
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private BigPeerServer _server = null!;
    private RunningDesks? _running;

    protected FakeTimeProvider Time { get; } = new();

    protected BridgeDesks Desks => Running.Desks;

    protected KeyQueue Queue => Running.Queue;

    protected MassDeleteGate Gate => Running.Gate;

    protected CheckpointKeeper Checkpoints => Running.Checkpoints;

    protected FeedLog Log => Running.Log;

    /// <summary>The only collection, by the same name on both sides.</summary>
    protected string Cars { get; private set; } = "";

    protected BigPeerCollection BigPeer { get; private set; } = null!;

    private RunningDesks Running => _running ?? throw new InvalidOperationException("No bridge was launched.");

    [OneTimeSetUp]
    public async Task StartBigPeer()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        _server = await BigPeerServer.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopBigPeer()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [SetUp]
    public async Task StartDesks()
    {
        Cars = $"cars_{Database}";
        BigPeer = new BigPeerCollection(_server.Api, Cars, strict: false);
        await LaunchAsync();
    }

    [TearDown]
    public async Task StopDesks()
    {
        if (_running is not null) await _running.DisposeAsync();
        _running = null;
    }

    /// <summary>Begins anew, as after a restart.</summary>
    protected async Task LaunchAsync(int queueSize = 20_000)
    {
        await StopDesks();
        _running = await RunningDesks.StartAsync(Client, Database, Cars, _server.Api, Time, queueSize);
    }

    /// <summary>The same documents on both sides, which the ledger knows.</summary>
    protected async Task FillAsync(int documents)
    {
        var all = Enumerable.Range(0, documents).Select(i => $$"""{"_id":{{i}},"n":1}""").ToArray();
        await PutAsync(Cars, all);
        await BigPeer.InsertAsync(all);
        var state = new PlanCase().State("""{"n":1}""");
        await Running.Ledger.RecordAsync(Cars, [.. Enumerable.Range(0, documents).Select(i => new LedgerEntry(new DittoId($"{i}"), Id(i), AgreedState.Of(state), i + 1, IsBaseline: false))], [], default);
    }

    /// <summary>Waits, and moves the clock meanwhile.</summary>
    protected Task UntilAsync(string what, Func<string?> objection, TimeSpan? step = null) => Eventually.HoldsAsync(what, () =>
    {
        if (objection() is not { } words) return Task.FromResult<string?>(null);
        if (step != TimeSpan.Zero) Time.Advance(step ?? TimeSpan.FromSeconds(1));
        return Task.FromResult<string?>(words);
    }, Limit);
}
