using Operator.Workloads;
using ProgramEndpoints.Http;

namespace Operator;

/// <summary>How the operator runs.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Empty: all namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>A kubeconfig file; null: within a cluster the pod's own, else as kubectl.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Which context of it; null: the current one.</summary>
    public string? Context { get; init; }

    public required WorkloadOptions Workloads { get; init; }

    /// <summary>Bridges reconciled at the same time.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Whether only the holder of the lease acts.</summary>
    public bool LeaderElection { get; init; } = true;

    /// <summary>Where the lease is; null: the namespace of the credentials.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>How often a runtime is asked how it is.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether runtimes are asked through the API server's proxy; else straight, which works within the cluster.</summary>
    public bool ThroughApiServer { get; init; }

    /// <summary>How often secrets of AWS are read again.</summary>
    public TimeSpan AwsRefresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c> are.</summary>
    public ListenTarget Status { get; init; } = StatusAt("0.0.0.0", 8080);

    /// <summary>Where <c>/metrics</c> is.</summary>
    public ListenTarget Metrics { get; init; } = MetricsAt("0.0.0.0", 9090);

    /// <summary>Unlike any other operator's, also of the next start of the same pod.</summary>
    public required string Identity { get; init; }

    public static ListenTarget StatusAt(string address, int port) => new(address, port, "--status-address", "--status-port");

    public static ListenTarget MetricsAt(string address, int port) => new(address, port, "--metrics-address", "--metrics-port");
}
