using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Simulation;

internal sealed class SilentObserver : IReconcileObserver, IDisposable
{
    public static SilentObserver Instance { get; } = new();

    public IDisposable Step(ReconcileStep step) => this;

    public void Bisected(CollectionSettings collection, SideException refusal) { }

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes) { }

    public void Dispose() { }
}
