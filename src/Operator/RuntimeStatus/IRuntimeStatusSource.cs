using Operator.Workloads;

namespace Operator.RuntimeStatus;

/// <summary>Asks the runtime in a pod how it is.</summary>
internal interface IRuntimeStatusSource
{
    /// <returns>Its <c>/status</c>, or why there is none.</returns>
    Task<RuntimeAnswer> ReadAsync(Pod pod, CancellationToken cancellation);
}
