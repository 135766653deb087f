using BridgeModel;
using Operator.Workloads;

namespace Operator.RuntimeStatus;

/// <summary>Has the runtime in a pod do something.</summary>
internal interface IRuntimeControl
{
    /// <summary>Lets held deletes go.</summary>
    /// <returns>Why it was not done; null where it was.</returns>
    Task<string?> ReleaseAsync(Pod pod, Secret token, string collection, string side, string id, CancellationToken cancellation);
}
