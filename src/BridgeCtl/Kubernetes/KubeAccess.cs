using System.Security.Cryptography;
using System.Text;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;

namespace BridgeCtl.Kubernetes;

/// <summary>The API server that kubectl would talk to.</summary>
internal sealed class KubeAccess : IDisposable
{
    private readonly ControllerMetrics _metrics;

    private KubeAccess(KubeConfiguration configuration, string? space, TimeProvider time)
    {
        _metrics = new ControllerMetrics(time);
        Client = new KubeClient(configuration, new KubeClientOptions { UserAgent = "bridgectl" }, _metrics, time, () => RandomNumberGenerator.GetInt32(1000) / 1000d);
        (Namespace, Server) = (space ?? configuration.Namespace, configuration.Server);
    }

    public KubeClient Client { get; }

    /// <summary>The namespace of the command, else that of the context.</summary>
    public string Namespace { get; }

    public Uri Server { get; }

    /// <exception cref="KubeConfigurationException">There is no kubeconfig, or it is wrong.</exception>
    public static KubeAccess Open(string? file, string? context, string? space, TimeProvider time)
    {
        var configuration = file is not null
            ? KubeConfig.Read([file], context, time)
            : context is null && InClusterConfiguration.Read(Environment.GetEnvironmentVariable, time) is { } pod ? pod : KubeConfig.Read(KubeConfig.Files(Environment.GetEnvironmentVariable), context, time);
        return new KubeAccess(configuration, space, time);
    }

    public ObjectKey Key(string name) => new(Namespace, name);

    /// <summary>A key of a Secret as text; null where there is none.</summary>
    public async Task<string?> SecretAsync(string name, string key, CancellationToken cancellation) =>
        await Client.FindAsync(KubeThing.Secrets, Key(name), cancellation) is { Data: { } data } && data.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n') : null;

    public void Dispose()
    {
        Client.Dispose();
        _metrics.Dispose();
    }
}
