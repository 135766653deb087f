using System.Globalization;
using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Preflight;
using ControllerRuntime.Client;

namespace BridgeCtl.Kubernetes;

/// <summary>What a bridge needs in the cluster: the resource's definition, an operator, the resource, its Secrets and its pod.</summary>
internal sealed class ClusterDoctor(KubeAccess kube)
{
    private const string OperatorPods = "app.kubernetes.io/name=bigpeer-databridge-operator";

    /// <param name="bridge">The bridge; null: only what all bridges need.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Check>> RunAsync(string? bridge, CancellationToken cancellation)
    {
        var checks = new List<Check>();
        var definition = await AskAsync("Cluster: CRD", async () =>
        {
            await foreach (var _ in kube.Client.ListAsync(KubeThing.Bridges, new ListOptions { Namespace = kube.Namespace, PageSize = 1 }, cancellation)) break;
            return new Check("Cluster: CRD", CheckOutcome.Passed, "the resource BigPeerDataBridge is known");
        }, "The resource BigPeerDataBridge is not known. Install the chart of the operator, which brings it: helm install.");
        checks.Add(definition);
        if (definition is { Outcome: CheckOutcome.Failed }) return checks;
        checks.Add(await AskAsync("Cluster: operator", () => OperatorAsync(cancellation), "Pods cannot be listed."));
        if (bridge is null) return checks;

        KubeThing? resource = null;
        checks.Add(await AskAsync("Cluster: resource", async () =>
        {
            resource = await kube.Client.FindAsync(KubeThing.Bridges, kube.Key(bridge), cancellation);
            return resource is null
                ? new Check("Cluster: resource", CheckOutcome.Failed, $"There is no BigPeerDataBridge {bridge} in namespace {kube.Namespace}. `kubectl get bpdb -A` lists all.")
                : new Check("Cluster: resource", CheckOutcome.Passed, $"BigPeerDataBridge {kube.Namespace}/{bridge} is there");
        }, ""));
        if (resource is null) return checks;
        checks.AddRange(Conditions(resource));
        foreach (var (secret, key, what) in SecretsOf(resource)) checks.Add(await AskAsync($"Cluster: Secret {secret}", () => SecretAsync(secret, key, what, cancellation), ""));
        checks.Add(await AskAsync("Cluster: pod", () => PodAsync(bridge, cancellation), ""));
        return checks;
    }

    private async Task<Check> OperatorAsync(CancellationToken cancellation)
    {
        var pods = new List<KubeThing>();
        await foreach (var page in kube.Client.ListAsync(KubeThing.Pods, new ListOptions { LabelSelector = OperatorPods }, cancellation)) pods.AddRange(page.Items);
        var running = pods.Count(p => BridgePods.Phase(p) == "Running" && BridgePods.Trouble(p).Length == 0);
        if (running > 0) return new Check("Cluster: operator", CheckOutcome.Passed, $"{running.ToString(CultureInfo.InvariantCulture)} of {pods.Count.ToString(CultureInfo.InvariantCulture)} pods run in {string.Join(", ", pods.Select(p => p.Metadata.Namespace).Distinct())}");
        return pods.Count == 0
            ? new Check("Cluster: operator", CheckOutcome.Warning, $"No pod has the label {OperatorPods}. Install the chart of the operator, unless it runs outside of the cluster.")
            : new Check("Cluster: operator", CheckOutcome.Failed, $"None of its {pods.Count.ToString(CultureInfo.InvariantCulture)} pods runs. {BridgePods.Trouble(pods[0])} `kubectl describe pod -n {pods[0].Metadata.Namespace} {pods[0].Metadata.Name}` says more.");
    }

    private async Task<Check> SecretAsync(string secret, string key, string what, CancellationToken cancellation)
    {
        var name = $"Cluster: Secret {secret}";
        if (await kube.Client.FindAsync(KubeThing.Secrets, kube.Key(secret), cancellation) is not { } found)
            return new Check(name, CheckOutcome.Failed, $"It is not there. Create it in namespace {kube.Namespace} with the key {key}, which holds {what}.");
        if (found.Data is not { } data || !data.TryGetValue(key, out var value) || value.Length == 0)
            return new Check(name, CheckOutcome.Failed, $"It has no key {key} with a value{(found.Data is { Count: > 0 } others ? $" (it has {string.Join(", ", others.Keys.Order(StringComparer.Ordinal))})" : "")}. Add it: it holds {what}.");
        return new Check(name, CheckOutcome.Passed, $"key {key} is there");
    }

    private async Task<Check> PodAsync(string bridge, CancellationToken cancellation)
    {
        const string Name = "Cluster: pod";
        if (await BridgePods.FindAsync(kube, bridge, cancellation) is not { } pod) return new Check(Name, CheckOutcome.Failed, $"Bridge {bridge} has no pod. The conditions above say why; else look at the operator's log.");
        var trouble = BridgePods.Trouble(pod);
        return BridgePods.Phase(pod) == "Running" && trouble.Length == 0
            ? new Check(Name, CheckOutcome.Passed, $"{pod.Metadata.Name} runs")
            : new Check(Name, CheckOutcome.Failed, $"{pod.Metadata.Name} is {BridgePods.Phase(pod)}. {trouble} `kubectl describe pod -n {kube.Namespace} {pod.Metadata.Name}` and `kubectl logs` say more.");
    }

    private static IEnumerable<Check> Conditions(KubeThing resource)
    {
        if (resource.Status.ValueKind != JsonValueKind.Object || !resource.Status.TryGetProperty("conditions", out var conditions))
        {
            yield return new Check("Cluster: status", CheckOutcome.Failed, "The resource has no status: no operator has looked at it. Does one run, and serve this namespace?");
            yield break;
        }
        foreach (var condition in conditions.EnumerateArray())
        {
            var (type, status, reason, message) = (condition.GetProperty("type").GetString()!, condition.GetProperty("status").GetString(), condition.GetProperty("reason").GetString()!, condition.GetProperty("message").GetString()!);
            yield return status == "True" ? new Check($"Cluster: {type}", CheckOutcome.Passed, message) : new Check($"Cluster: {type}", reason == "Waiting" ? CheckOutcome.Skipped : CheckOutcome.Failed, message, reason);
        }
    }

    private static IEnumerable<(string Secret, string Key, string What)> SecretsOf(KubeThing resource)
    {
        var spec = BridgeResourceReader.Read(resource.Metadata.Name, resource.Metadata.Labels, resource.Spec.GetRawText()).Spec;
        var usual = $"{resource.Metadata.Labels.GetValueOrDefault(BridgeResourceReader.AppLabel)}-big-peer";
        if (spec.MongoConnector.ConnectionSecret?.KubernetesSecret is { } connection) yield return (connection.Name, connection.ConnectionString, "the MongoDB connection string");
        if (spec.BigPeer?.Endpoint is null) yield return (usual, "endpoint", "the Big Peer's URL up to and with the app id");
        yield return (spec.BigPeer?.ApiKeySecret?.Name ?? usual, spec.BigPeer?.ApiKeySecret?.Key ?? "apiKey", "the Big Peer's API key");
    }

    /// <summary>A missing permission is no finding about the bridge.</summary>
    private static async Task<Check> AskAsync(string name, Func<Task<Check>> ask, string notFound)
    {
        try
        {
            return await ask();
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            return new Check(name, CheckOutcome.Warning, $"You may not look: {e.Message}");
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.NotFound)
        {
            return new Check(name, CheckOutcome.Failed, notFound.Length > 0 ? notFound : e.Message);
        }
    }
}
