using BridgeRuntime.Documents;

namespace BridgeRuntime.Feeds;

/// <summary>Follows one batch; disposing ends it.</summary>
internal interface IBatchWatch : IDisposable
{
    /// <summary>The batch ended with a failure of a side, and all its keys go back.</summary>
    void Failed(SideException failure);
}
