namespace MongoStandIn.ChangeStreams;

/// <summary>What an oplog may hold: entries, bytes, and how long entries stay whatever their number.</summary>
internal sealed record OplogLimits(int Entries, long Bytes, TimeSpan Retention = default);
