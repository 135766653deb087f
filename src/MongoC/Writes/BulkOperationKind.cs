namespace MongoC.Writes;

/// <summary>What an operation of a bulk does.</summary>
internal enum BulkOperationKind
{
    Insert = 0,
    UpdateOne,
    UpdateMany,
    ReplaceOne,
    DeleteOne,
    DeleteMany,
}
