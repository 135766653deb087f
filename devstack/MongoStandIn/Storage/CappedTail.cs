using MongoStandIn.Errors;

namespace MongoStandIn.Storage;

/// <summary>The tail of a capped collection.</summary>
internal sealed class CappedTail(DocumentCollection collection) : Tail
{
    private readonly Tombstone _tombstone = collection.Tombstone;
    private long _last = -1;
    private long _seen;

    public override bool IsDead { get; } = collection.Documents.Count == 0;

    public override ReadOnlyMemory<byte>? Next()
    {
        _tombstone.Check();
        var documents = collection.Documents;
        if (_last >= 0 && !documents.TryGet(_last, out _))
            throw new CommandException(ErrorCode.CappedPositionLost, $"CollectionScan died due to failure to restore tailable cursor position. Last seen record id: RecordId({_last + 1})");
        var place = documents.LowerBound(_last + 1);
        if (!documents.IsIn(place))
        {
            _seen = collection.Appended.Count;
            return null;
        }
        _last = documents.KeyAt(place);
        return documents.ValueAt(place).Bytes;
    }

    public override Task WhenMore() => collection.Appended.WhenBeyond(_seen);
}
