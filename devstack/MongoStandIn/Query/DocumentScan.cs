using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>The documents of a collection in the order of insertion, or those of some ranges of an index in its order.</summary>
internal sealed class DocumentScan
{
    private readonly Func<StoredDocument?> _next;

    private DocumentScan(Func<StoredDocument?> next) => _next = next;

    public static DocumentScan Natural(DocumentCollection collection, bool forward)
    {
        var walker = new RangeWalker<long, StoredDocument>(collection.Documents, Comparer<long>.Default, KeyBounds<long>.All, forward);
        return new DocumentScan(() => walker.Next(out var document) ? document : null);
    }

    /// <param name="index">The index to walk.</param>
    /// <param name="ranges">Ascending and apart from each other.</param>
    /// <param name="forward">Whether to walk upwards.</param>
    public static DocumentScan Index(CollectionIndex index, IReadOnlyList<KeyBounds<byte[]>> ranges, bool forward)
    {
        var at = forward ? 0 : ranges.Count - 1;
        RangeWalker<byte[], StoredDocument>? walker = null;
        // A document with an array lies at several keys and is given once.
        var seen = index.IsMultikey ? new HashSet<long>() : null;
        return new DocumentScan(() =>
        {
            while (true)
            {
                if (walker is null)
                {
                    if (at < 0 || at >= ranges.Count) return null;
                    walker = new RangeWalker<byte[], StoredDocument>(index.Entries, KeyComparer.Instance, ranges[at], forward);
                }
                while (walker.Next(out var document))
                    if (seen is null || seen.Add(document.Position)) return document;
                walker = null;
                at += forward ? 1 : -1;
            }
        });
    }

    public StoredDocument? Next() => _next();
}
