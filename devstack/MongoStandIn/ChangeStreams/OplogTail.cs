using MongoC.Bson;
using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>The tail of the oplog, from an entry on.</summary>
internal sealed class OplogTail(Oplog oplog, BsonTimestamp? from) : Tail
{
    private long _next = (from is null ? null : oplog.Seek(from.Value)) ?? oplog.Extent.First;

    public override bool IsDead => false;

    public override ReadOnlyMemory<byte>? Next()
    {
        if (oplog.ReadOperation(_next) is not { } operation) return null;
        _next += operation.Count;
        return OplogDocuments.Render(operation);
    }

    public override Task WhenMore() => oplog.WhenReached(_next);
}
