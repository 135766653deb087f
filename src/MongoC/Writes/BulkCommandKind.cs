namespace MongoC.Writes;

/// <summary>What goes together in one write command. Commands with "many" in them cannot be retried by the driver (retryable writes specification).</summary>
internal enum BulkCommandKind
{
    Insert = 0,
    UpdateOne,
    UpdateMany,
    DeleteOne,
    DeleteMany,
}
