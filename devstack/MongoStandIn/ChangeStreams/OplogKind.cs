namespace MongoStandIn.ChangeStreams;

internal enum OplogKind
{
    Insert,
    Update,
    Replace,
    Delete,
    Create,
    Drop,
    DropDatabase,
    Rename,
    CreateIndexes,
    DropIndexes,
    Modify,
    Noop,
}
