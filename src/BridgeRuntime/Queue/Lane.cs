namespace BridgeRuntime.Queue;

/// <summary>Changes that just happened are worked on before the bulk of a snapshot.</summary>
internal enum Lane
{
    Live,
    Bulk,
}
