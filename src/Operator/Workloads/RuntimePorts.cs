namespace Operator.Workloads;

/// <summary>Where a runtime listens within its pod, which nothing else does.</summary>
internal static class RuntimePorts
{
    public const int Status = 8080;
    public const int Metrics = 9090;
}
