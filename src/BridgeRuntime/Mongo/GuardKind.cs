namespace BridgeRuntime.Mongo;

/// <summary>What makes an operation take no effect when somebody else was faster.</summary>
internal enum GuardKind
{
    UniqueIndex,
    Upsert,
    Filter,
}
