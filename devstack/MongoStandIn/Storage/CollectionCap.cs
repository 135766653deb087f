namespace MongoStandIn.Storage;

/// <summary>What a capped collection may hold.</summary>
/// <param name="Bytes">Of all documents together.</param>
/// <param name="Documents">How many; 0 for any number.</param>
internal sealed record CollectionCap(long Bytes, long Documents);
