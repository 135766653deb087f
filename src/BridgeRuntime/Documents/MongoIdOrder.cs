using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>Any fixed order of MongoDB ids will do to choose one of several the same way each time: type, then bytes.</summary>
internal sealed class MongoIdOrder : IComparer<BsonValue>
{
    public static MongoIdOrder Instance { get; } = new();

    public int Compare(BsonValue x, BsonValue y) => x.Type != y.Type ? x.Type.CompareTo(y.Type) : x.Bytes.Span.SequenceCompareTo(y.Bytes.Span);
}
