namespace BridgeRuntime.Documents;

internal enum MongoWriteKind
{
    Insert,
    Update,
    Delete,
}
