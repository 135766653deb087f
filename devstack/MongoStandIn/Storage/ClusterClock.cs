using MongoC.Bson;

namespace MongoStandIn.Storage;

/// <summary>The logical time of the replica set: the second of the wall clock and an ordinal within it. It never goes back.</summary>
internal sealed class ClusterClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private BsonTimestamp _last = new((uint)time.GetUtcNow().ToUnixTimeSeconds(), 1);

    /// <summary>The time of the latest event.</summary>
    public BsonTimestamp Now
    {
        get { lock (_lock) return _last; }
    }

    public long WallMilliseconds => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A time after every other.</summary>
    public BsonTimestamp Next()
    {
        lock (_lock)
        {
            var seconds = (uint)time.GetUtcNow().ToUnixTimeSeconds();
            return _last = seconds > _last.Seconds ? new BsonTimestamp(seconds, 1) : _last with { Increment = _last.Increment + 1 };
        }
    }

    /// <summary>Moves on to a time that a client has seen elsewhere, as gossip does.</summary>
    public void Advance(BsonTimestamp to)
    {
        lock (_lock)
            if (to.CompareTo(_last) > 0) _last = to;
    }
}
