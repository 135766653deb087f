namespace Operator.Bridges;

/// <summary>One step of a reconcile.</summary>
internal interface IBridgeStep
{
    /// <returns>Whether the next step may run.</returns>
    Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation);
}
