using MongoStandIn.Query;
using MongoStandIn.Update;

namespace MongoStandIn.Storage;

/// <summary>One update: what to change, and how.</summary>
/// <param name="Filter">The filter as it was sent; an upsert takes fields from it.</param>
/// <param name="Shape">The filter as it is searched by.</param>
/// <param name="Update">What to do to a match.</param>
internal sealed record UpdateStatement(ReadOnlyMemory<byte> Filter, QueryShape Shape, UpdateSpec Update, bool IsMulti, bool IsUpsert);
