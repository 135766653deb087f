using MongoStandIn.ChangeStreams;
using MongoStandIn.Sessions;

namespace MongoStandIn.Storage;

/// <summary>Writes that stand at once. What a transaction holds must be waited for.</summary>
internal sealed class DirectScope(Store store) : WriteScope
{
    public override DocumentCollection? Find(Namespace ns) => store.Find(ns);

    public override DocumentCollection FindOrCreate(Namespace ns)
    {
        if (store.Find(ns) is { } collection) return collection;
        if (store.PendingCreations.TryGetValue(ns, out var transaction)) throw new BlockedByTransactionException(transaction);
        return store.Create(ns, CollectionOptions.None);
    }

    public override bool MayRefuse(DocumentCollection collection) => !collection.Locks.IsEmpty;

    public override void Claim(DocumentCollection collection, StoredDocument? before, byte[]? after)
    {
        if (collection.Locks.IsEmpty) return;
        foreach (var bytes in (byte[]?[])[before?.Bytes, after])
        {
            if (bytes is null) continue;
            foreach (var (_, _, key) in WriteLocks.KeysOf(collection, bytes))
                if (collection.Locks.Holder(key) is { } holder) throw new BlockedByTransactionException(holder);
        }
    }

    public override void Record(OplogEntry entry, byte[]? after) => store.Oplog.Append(entry);
}
