using MongoStandIn.Aggregation;
using MongoStandIn.Commands;
using MongoStandIn.Query;

namespace MongoStandIn.Storage;

/// <summary>Finds documents. What it gives is walked under the store's lock; between two steps the lock may be let go and the collection may change.</summary>
internal static class CollectionReads
{
    /// <summary>The documents that match, in the order that is asked for.</summary>
    public static IEnumerable<StoredDocument> Find(DocumentCollection? collection, QueryShape shape, EvaluationContext context, Deadline deadline)
    {
        if (collection is null) return [];
        var plan = QueryPlanner.Plan(collection, shape);
        var matching = Filter(plan.Scan, shape.Filter, context, deadline);
        return plan.IsSorted || shape.Sort is null ? matching : shape.Sort.Sort(matching, d => d.Bytes);
    }

    private static IEnumerable<StoredDocument> Filter(DocumentScan scan, MatchNode filter, EvaluationContext context, Deadline deadline)
    {
        while (scan.Next() is { } document)
        {
            deadline.Check();
            if (filter.Matches(document.Bytes, context)) yield return document;
        }
    }
}
