using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using BridgeModel;
using Operator.Workloads;

namespace Operator;

/// <summary>The command line: options → <see cref="OperatorOptions"/> → <see cref="OperatorProgram"/>.</summary>
internal static class OperatorCommand
{
    private static readonly Option<string[]> Namespaces = new("--namespace", "-n")
    {
        Description = "A namespace whose bridges are served; may be given several times. Without it, all namespaces are.",
    };

    private static readonly Option<string> RuntimeImage = new("--runtime-image") { Description = "The image of the bridge runtime, unless a bridge names its own.", Required = true };

    private static readonly Option<string?> KubeConfig = new("--kubeconfig")
    {
        Description = "A kubeconfig file. Without it: the pod's own credentials within a cluster, else KUBECONFIG and ~/.kube/config as kubectl reads them.",
    };

    private static readonly Option<string?> Context = new("--context") { Description = "Which context of the kubeconfig; the current one by default." };

    private static readonly Option<int> Workers = new("--workers") { Description = "Bridges reconciled at the same time.", DefaultValueFactory = _ => 4 };

    private static readonly Option<bool> NoLeaderElection = new("--no-leader-election") { Description = "Acts without holding a lease; for a laptop, never beside another operator." };

    private static readonly Option<string?> LeaseNamespace = new("--lease-namespace") { Description = "The namespace of the lease; by default that of the credentials." };

    private static readonly Option<double> StatusInterval = new("--status-interval") { Description = "Seconds between two looks at a runtime.", DefaultValueFactory = _ => 15 };

    private static readonly Option<double> AwsRefresh = new("--aws-refresh") { Description = "Seconds between two reads of a secret of AWS Secrets Manager.", DefaultValueFactory = _ => 300 };

    private static readonly Option<bool> ThroughApiServer = new("--through-api-server")
    {
        Description = "Asks runtimes through the API server's proxy, for an operator outside of the cluster; needs the permission pods/proxy.",
    };

    private static readonly Option<bool> NetworkPolicies = new("--network-policies") { Description = "Gives each bridge a NetworkPolicy that lets only its status and metrics ports be reached." };

    private static readonly Option<bool> DisruptionBudgets = new("--disruption-budgets") { Description = "Gives each bridge a PodDisruptionBudget, so that draining its node waits for a person." };

    private static readonly Option<string> PolicyVersion = new("--policy-version")
    {
        Description = "The API version of PodDisruptionBudgets: policy/v1, or policy/v1beta1 before Kubernetes 1.21.",
        DefaultValueFactory = _ => "policy/v1",
    };

    private static readonly Option<string> StatusAddress = new("--status-address") { Description = "Where /healthz, /livez and /readyz are: an IP address of this machine, or 0.0.0.0 or :: for all.", DefaultValueFactory = _ => "0.0.0.0" };

    private static readonly Option<int> StatusPort = new("--status-port") { Description = "The port of /healthz, /livez and /readyz; 0 takes a free one.", DefaultValueFactory = _ => 8080 };

    private static readonly Option<string> MetricsAddress = new("--metrics-address") { Description = "Where /metrics is.", DefaultValueFactory = _ => "0.0.0.0" };

    private static readonly Option<int> MetricsPort = new("--metrics-port") { Description = "The port of /metrics; 0 takes a free one.", DefaultValueFactory = _ => 9090 };

    private static readonly Option<BridgeLogLevel> Level = new("--log-level") { Description = "The least level that is logged.", DefaultValueFactory = _ => BridgeLogLevel.Information };

    public static Task<int> RunAsync(string[] args, TimeProvider time)
    {
        var command = new RootCommand("Turns BigPeerDataBridge resources into running bridges.")
        {
            Namespaces, RuntimeImage, KubeConfig, Context, Workers, NoLeaderElection, LeaseNamespace, StatusInterval, AwsRefresh, ThroughApiServer, NetworkPolicies, DisruptionBudgets, PolicyVersion,
            StatusAddress, StatusPort, MetricsAddress, MetricsPort, Level,
        };
        Workers.Validators.Add(static v => Require(v, v.GetValueOrDefault<int>() is >= 1 and <= 64, "--workers must be between 1 and 64"));
        StatusInterval.Validators.Add(static v => Require(v, v.GetValueOrDefault<double>() is >= 1 and <= 3600, "--status-interval must be between 1 and 3600 seconds"));
        AwsRefresh.Validators.Add(static v => Require(v, v.GetValueOrDefault<double>() is >= 1 and <= 86400, "--aws-refresh must be between 1 and 86400 seconds"));
        PolicyVersion.Validators.Add(static v => Require(v, v.GetValueOrDefault<string>() is "policy/v1" or "policy/v1beta1", "--policy-version must be policy/v1 or policy/v1beta1"));
        foreach (var port in (Option<int>[])[StatusPort, MetricsPort]) port.Validators.Add(v => Require(v, v.GetValueOrDefault<int>() is >= 0 and <= 65535, $"{port.Name} must be between 0 and 65535"));
        foreach (var address in (Option<string>[])[StatusAddress, MetricsAddress])
            address.Validators.Add(v => Require(v, IPAddress.TryParse(v.GetValueOrDefault<string>(), out _), $"{address.Name} must be an IP address, such as 0.0.0.0"));
        command.SetAction((parsed, cancellation) => OperatorProgram.RunAsync(Options(parsed), parsed.GetValue(Level), time, cancellation));
        // Longer than what a stop may take: the reconciles in flight, and the lease that is let go of.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static OperatorOptions Options(ParseResult parsed) => new()
    {
        Namespaces = parsed.GetValue(Namespaces) ?? [],
        KubeConfig = parsed.GetValue(KubeConfig),
        Context = parsed.GetValue(Context),
        Workloads = new WorkloadOptions
        {
            Image = parsed.GetValue(RuntimeImage)!,
            NetworkPolicies = parsed.GetValue(NetworkPolicies),
            DisruptionBudgets = parsed.GetValue(DisruptionBudgets),
            PolicyVersion = parsed.GetValue(PolicyVersion)!,
        },
        Workers = parsed.GetValue(Workers),
        LeaderElection = !parsed.GetValue(NoLeaderElection),
        LeaseNamespace = parsed.GetValue(LeaseNamespace),
        StatusInterval = TimeSpan.FromSeconds(parsed.GetValue(StatusInterval)),
        AwsRefresh = TimeSpan.FromSeconds(parsed.GetValue(AwsRefresh)),
        ThroughApiServer = parsed.GetValue(ThroughApiServer),
        Status = OperatorOptions.StatusAt(parsed.GetValue(StatusAddress)!, parsed.GetValue(StatusPort)),
        Metrics = OperatorOptions.MetricsAt(parsed.GetValue(MetricsAddress)!, parsed.GetValue(MetricsPort)),
        Identity = $"{Environment.MachineName}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
    };

    private static void Require(System.CommandLine.Parsing.OptionResult option, bool holds, string message)
    {
        if (!holds) option.AddError(message);
    }
}
