using MongoC.Bson;

namespace BridgeRuntime.Ledger;

/// <summary>Whose state it is: a bridge, and which part of its keys. One runtime serves the one shard of a bridge today.</summary>
internal readonly record struct BridgeShard(string Bridge, int Shard)
{
    /// <summary>The head of every id in the bridge's collections: <c>{b, s, …}</c>.</summary>
    public void WriteTo(BsonWriter writer)
    {
        writer.String("b", Bridge);
        writer.Int32("s", Shard);
    }
}
