using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>How a Job ended, if it did.</summary>
internal sealed record JobStatus
{
    /// <summary>Pods that ended well.</summary>
    public int Succeeded { get; set; }

    /// <summary><c>Failed</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; set; } = [];
}
