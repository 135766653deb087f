using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>A collection as a verification needs it.</summary>
/// <param name="Settings">How it is kept in step.</param>
/// <param name="Keys">All its keys.</param>
/// <param name="Reconciler">Reads and plans them.</param>
internal sealed record VerifiedCollection(CollectionSettings Settings, CollectionKeys Keys, DocumentReconciler Reconciler)
{
    public string Name => Settings.Name;
}
