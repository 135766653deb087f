using System.Collections.Frozen;
using BridgeCtl.Kubernetes;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;

namespace BridgeCtl.Connections;

/// <summary>The status port of a bridge's pod, through the API server's proxy; the token is the one that the operator keeps in the bridge's own Secret.</summary>
internal sealed class PodConnection : IRuntimeConnection
{
    /// <summary>The proxy takes the header Authorization away.</summary>
    private const string TokenHeader = "X-Bridge-Token";

    private const string TokenKey = "status-token";
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly KubeAccess _kube;
    private readonly string _name;
    private readonly string _path;
    private IReadOnlyDictionary<string, string>? _headers;

    private PodConnection(KubeAccess kube, string name, KubeThing pod)
    {
        (_kube, _name) = (kube, name);
        _path = $"{KubeThing.Pods.PathOf(ObjectKey.Of(pod))}:{BridgePods.StatusPort(pod)}/proxy";
    }

    public string Words => $"bridge {_kube.Namespace}/{_name}";

    public string TokenRemedy => $"The operator keeps it in Secret {_name}, key {TokenKey}; you need the permission to get that Secret. An operator of an earlier version makes none: upgrade it.";

    /// <exception cref="CtlException">There is no such bridge, or it has no pod.</exception>
    public static async Task<PodConnection> OpenAsync(KubeAccess kube, string name, CancellationToken cancellation)
    {
        if (await BridgePods.FindAsync(kube, name, cancellation) is { } pod)
        {
            if (BridgePods.Phase(pod) == "Running") return new PodConnection(kube, name, pod);
            throw new CtlException(ExitCode.Unreachable, $"The pod of bridge {kube.Namespace}/{name} is {BridgePods.Phase(pod)}, not Running. {BridgePods.Trouble(pod)} `{CtlProgram.Invoked()} doctor -n {kube.Namespace} {name}` looks at all of it.");
        }
        if (await kube.Client.FindAsync(KubeThing.Bridges, kube.Key(name), cancellation) is null)
            throw new CtlException(ExitCode.Usage, $"There is no BigPeerDataBridge {name} in namespace {kube.Namespace}. `kubectl get bpdb -A` lists all.");
        throw new CtlException(ExitCode.Unreachable, $"Bridge {kube.Namespace}/{name} has no pod. `{CtlProgram.Invoked()} doctor -n {kube.Namespace} {name}` says why.");
    }

    public async Task<(int Code, byte[] Body)> CallAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        // What everybody may see needs no right to read Secrets.
        var headers = path.StartsWith("/status", StringComparison.Ordinal) ? FrozenDictionary<string, string>.Empty : _headers ??= await HeadersAsync(cancellation);
        try
        {
            return await _kube.Client.ProxyAsync(method, _path + path, headers, body, MostBytes, cancellation);
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            throw new CtlException(ExitCode.Refused, $"{e.Message}. bridgectl asks bridges through the API server: it needs the permissions get, create and delete on pods/proxy in namespace {_kube.Namespace}.", e);
        }
    }

    public void Dispose() => _kube.Dispose();

    private async Task<IReadOnlyDictionary<string, string>> HeadersAsync(CancellationToken cancellation)
    {
        try
        {
            return await _kube.SecretAsync(_name, TokenKey, cancellation) is { } token
                ? new Dictionary<string, string> { [TokenHeader] = token }
                : throw new CtlException(ExitCode.Refused, $"The token of bridge {_kube.Namespace}/{_name} is not known. {TokenRemedy}");
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            throw new CtlException(ExitCode.Refused, $"{e.Message}. {TokenRemedy}", e);
        }
    }
}
