namespace Operator.Tests.Kubelet;

/// <summary>One run of a container: from the start of its program to its end.</summary>
/// <param name="Pod">The pod's name.</param>
/// <param name="PodUid">Which pod of that name.</param>
/// <param name="Restart">0 for the pod's first run.</param>
/// <param name="Started">On one clock for all runs.</param>
internal sealed record PlayedRun(string Pod, string PodUid, int Restart, TimeSpan Started)
{
    /// <summary>Null while it runs.</summary>
    public TimeSpan? Ended { get; init; }

    /// <summary>128 + n after signal n; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>From SIGTERM to the end; null where nobody asked it to end.</summary>
    public TimeSpan? StopTook { get; init; }

    /// <summary>Whether the kubelet ended it because a probe failed too often.</summary>
    public bool ProbeFailed { get; init; }
}
