namespace BridgeRuntime.Documents;

/// <summary>Is told what the reconciler does, for metrics, traces and tests.</summary>
internal interface IReconcileObserver
{
    /// <summary>A step begins; it ends when the result is disposed.</summary>
    IDisposable Step(ReconcileStep step);

    /// <summary>A batch was refused and is tried again in halves.</summary>
    void Bisected(CollectionSettings collection, SideException refusal);

    void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes);
}
