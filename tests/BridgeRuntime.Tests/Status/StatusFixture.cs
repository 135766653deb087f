using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using BridgeRuntime.Status;
using TestKit;

namespace BridgeRuntime.Tests.Status;

/// <summary>A status of two collections on a clock that stands still, with sources that a test sets.</summary>
internal sealed class StatusFixture
{
    public const string Orders = "orders";
    public const string Stores = "stores";

    public StatusFixture(string orders = Orders, int startedSecondsAgo = 0)
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) - TimeSpan.FromSeconds(startedSecondsAgo));
        Configuration = new BridgeConfiguration
        {
            Name = "shop",
            MongoConnector = new MongoConnectorSpec
            {
                Database = "retail",
                Collections = new Dictionary<string, CollectionSpec> { [orders] = new() { Fields = ["_id"] }, [Stores] = new() { Fields = ["_id"] } },
            },
            BigPeer = new BigPeerSettings { Endpoint = "https://example.cloud.ditto.live/app", ApiKey = new Secret("k3y-of-the-shop") },
            Status = new ListenSettings { Address = "127.0.0.1", Port = 0 },
            Metrics = new ListenSettings { Address = "127.0.0.1", Port = 0 },
        };
        Status = new BridgeStatus(Configuration, Time);
        OrdersSettings = new CollectionSettings(orders, Configuration.MongoConnector.Collections[orders], ConflictPolicy.MongoDB);
    }

    public FakeTimeProvider Time { get; }
    public BridgeConfiguration Configuration { get; }
    public BridgeStatus Status { get; }
    public CollectionSettings OrdersSettings { get; }

    public Dictionary<string, long> Lanes { get; } = new() { ["mongo"] = 0, ["bigpeer"] = 0 };
    public Dictionary<DeadLetterReason, long> Letters { get; } = [];
    public bool LettersFull { get; set; }
    public Dictionary<string, long> Entries { get; } = [];
    public List<QueueAge> Ages { get; } = [];
    public DateTimeOffset? SavedPosition { get; set; }
    public long OpenIntents { get; set; }

    public StatusReport Report => Status.Report();

    public IEnumerable<string> Unready => StatusChecks.Readiness(Report).Where(c => !c.Passed).Select(c => c.Name);

    public void Attach() => Status.Attach(new StatusSources
    {
        QueuedKeys = () => Lanes,
        QueueCapacity = 20_000,
        Ages = () => Ages,
        SavedPosition = () => SavedPosition,
        LedgerEntries = c => Entries.TryGetValue(c, out var count) ? count : null,
        OpenIntents = () => OpenIntents,
        DeadLetters = () => Letters,
        DeadLettersByCollection = () => new Dictionary<string, long> { [Orders] = Letters.Values.Sum() },
        DeadLettersFull = () => LettersFull,
    });

    /// <summary>All that readiness asks for.</summary>
    public StatusFixture MakeReady()
    {
        Attach();
        Status.SideSucceeded(Side.Mongo);
        Status.SideSucceeded(Side.BigPeer);
        Status.StreamAdvanced(eventTime: null);
        Status.BigPeerLooked(TimeSpan.Zero);
        foreach (var collection in Status.Collections)
        {
            Status.SnapshotProgress(collection, 3, done: true);
            Status.BigPeerRead(collection);
        }
        return this;
    }

    public void Outstanding(double seconds, Side from = Side.Mongo, string collection = Orders)
    {
        Ages.Clear();
        if (seconds > 0) Ages.Add(new QueueAge(collection, from, TimeSpan.FromSeconds(seconds)));
    }

    public StatusCondition Condition(string type) => Report.Conditions.Single(c => c.Type == type);
}
