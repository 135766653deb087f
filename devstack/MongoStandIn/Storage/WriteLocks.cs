using MongoStandIn.Sessions;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>The unique keys of a collection that transactions have written and not committed, each with its transaction. Used under the store's lock.</summary>
internal sealed class WriteLocks
{
    private readonly SortedDictionary<byte[], Transaction> _holders = new(KeyComparer.Instance);

    public bool IsEmpty => _holders.Count == 0;

    public Transaction? Holder(byte[] key) => _holders.GetValueOrDefault(key);

    public void Take(byte[] key, Transaction transaction) => _holders[key] = transaction;

    public void Release(byte[] key) => _holders.Remove(key);

    /// <summary>The keys that lock a document: those of the unique indexes, each marked with its index.</summary>
    public static IEnumerable<(CollectionIndex Index, byte[] Key, byte[] Lock)> KeysOf(DocumentCollection collection, byte[] document)
    {
        for (var i = 0; i < collection.Indexes.Count; i++)
        {
            var index = collection.Indexes[i];
            if (!index.IsUnique) continue;
            foreach (var key in index.KeysOf(document)) yield return (index, key, [(byte)i, .. key]);
        }
    }
}
