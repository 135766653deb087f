namespace BridgeRuntime.Documents;

/// <summary>Deletes that were let go and are being written; disposed when nothing more becomes of them.</summary>
internal interface IDeletePermit : IDisposable
{
    /// <summary>They are written and recorded.</summary>
    void Done();
}
