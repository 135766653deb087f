using System.Security.Cryptography;
using ControllerRuntime.Configuration;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging;
using Operator.Observability;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Tests.Bridges;

/// <summary>The operator in this process, for some namespaces or all, against the test cluster.</summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ControllerMetrics _controllerMetrics = new(TimeProvider.System);
    private readonly OperatorHost _host;
    private readonly ILoggerFactory _loggers;
    private bool _isDisposed;

    /// <param name="log">Gets every line, down to Debug.</param>
    /// <param name="aws">Where secrets of AWS come from.</param>
    /// <param name="workloads">What is the same for all children; null: the usual.</param>
    /// <param name="spaces">Empty: all namespaces.</param>
    public OperatorUnderTest(CollectedLog log, IAwsSecretSource aws, WorkloadOptions? workloads, IReadOnlyList<string> spaces)
    {
        Calls = new MetricReading(_controllerMetrics.Meter);
        Reads = new MetricReading(Metrics.Meter);
        _loggers = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        var options = new OperatorOptions
        {
            Namespaces = spaces,
            Workloads = workloads ?? Workloads,
            LeaderElection = false,
            StatusInterval = StatusInterval,
            Identity = $"test-{RandomNumberGenerator.GetHexString(8)}",
        };
        _host = new OperatorHost(options, KubeConfig.Read([SharedCluster.Cluster.KubeConfig], context: null, TimeProvider.System), _controllerMetrics, Metrics, aws, _loggers, TimeProvider.System);
        Running = _host.RunAsync(_stop.Token);
    }

    /// <summary>Every kind of child; the version of PodDisruptionBudgets is the newest that the test cluster has.</summary>
    public static WorkloadOptions Workloads { get; } =
        new() { Image = "localhost/bridge-runtime:test", PolicyVersion = "policy/v1beta1", NetworkPolicies = true, DisruptionBudgets = true };

    public OperatorMetrics Metrics { get; } = new();

    /// <summary>What the controller library has counted so far.</summary>
    public MetricReading Calls { get; }

    /// <summary>What the operator has counted so far.</summary>
    public MetricReading Reads { get; }

    public Task Running { get; }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stop.CancelAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        _host.Dispose();
        Calls.Dispose();
        Reads.Dispose();
        _loggers.Dispose();
        Metrics.Dispose();
        _controllerMetrics.Dispose();
        _stop.Dispose();
    }
}
