namespace MongoStandIn.Query;

/// <summary>A way through a collection.</summary>
/// <param name="Scan">Gives every document the filter can match, and perhaps others.</param>
/// <param name="IsSorted">Whether they come in the order that was asked for.</param>
internal sealed record QueryPlan(DocumentScan Scan, bool IsSorted);
