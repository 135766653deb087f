namespace BridgeRuntime.Feeds;

/// <summary>The names of a bridge's loops in status, metrics and logs.</summary>
internal static class LoopName
{
    public const string Stream = "mongo-stream";
    public const string Poll = "bigpeer-poll";
    public const string Checkpoint = "checkpoint";
    public const string Lease = "lease";
    public const string Oplog = "oplog";
    public const string DeadLetters = "dead-letters";
    public const string MassDeletes = "mass-deletes";
    public const string Collections = "collection-watch";
    public const string Verification = "verification";
    public const string Resync = "resync";

    public static string Snapshot(string collection) => $"snapshot-{collection}";

    public static string LookThrough(string collection) => $"look-through-{collection}";

    public static string Sweep(string collection) => $"sweep-{collection}";

    public static string Worker(int slot) => $"worker-{slot}";
}
