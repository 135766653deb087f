using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>Plans are nobody's metrics.</summary>
internal sealed class NoReconciles : IReconcileObserver
{
    public IDisposable Step(ReconcileStep step) => throw Applied();

    public void Bisected(CollectionSettings collection, SideException refusal) { }

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes) => throw Applied();

    private static InvalidOperationException Applied() => new("An inspection only plans; it must not reconcile.");
}
