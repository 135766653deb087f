using ControllerRuntime.Objects;

namespace ControllerRuntime.Leadership;

/// <summary>Which lease, and how it is held. The durations are those of Kubernetes' own components.</summary>
public sealed record LeaseOptions
{
    public required ObjectKey Lease { get; init; }

    /// <summary>Unlike that of any other contender, also of the same pod's next start.</summary>
    public required string Identity { get; init; }

    /// <summary>Others wait this long after the last renewal that they saw.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The holder stops leading when it could not renew for this long; less than <see cref="Duration"/>, so that it stops before another starts.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
