namespace Operator.Workloads;

/// <summary>How a container ended.</summary>
internal sealed record ContainerTerminated
{
    public int ExitCode { get; set; }

    /// <summary>Such as <c>Error</c> or <c>OOMKilled</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>What the container itself said of it.</summary>
    public string? Message { get; set; }
}
