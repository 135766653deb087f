using System.Globalization;
using System.Security.Cryptography;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace ControllerRuntime.Tests;

/// <summary>A test's own namespace and clients; the namespace goes with it.</summary>
internal sealed class Playground : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static int _count;
    private readonly List<IDisposable> _own = [];

    private Playground(KubeClient client, string space) => (Client, Namespace) = (client, space);

    public KubeClient Client { get; }

    public string Namespace { get; }

    public static async Task<Playground> MakeAsync()
    {
        var space = string.Create(CultureInfo.InvariantCulture, $"test-{Environment.ProcessId}-{Environment.TickCount64 & 0xFFFFFF:x}-{Interlocked.Increment(ref _count)}");
        var playground = new Playground(MakeClient(Configuration()), space);
        await playground.Client.CreateAsync(NamespaceObject.Type, null, new NamespaceObject { Metadata = new ObjectMeta { Name = space } }, CancellationToken.None);
        return playground;
    }

    /// <summary>Who may do everything.</summary>
    public static KubeConfiguration Configuration() => KubeConfig.Read([SharedCluster.Cluster.KubeConfig], context: null, TimeProvider.System);

    public static KubeClient MakeClient(KubeConfiguration configuration, KubeClientOptions? options = null, ControllerMetrics? metrics = null) =>
        new(configuration, options ?? new KubeClientOptions(), metrics ?? new ControllerMetrics(TimeProvider.System), TimeProvider.System, Random);

    public static double Random() => RandomNumberGenerator.GetInt32(1000) / 1000d;

    /// <summary>Disposed of with the playground.</summary>
    public T Own<T>(T thing)
        where T : IDisposable
    {
        _own.Add(thing);
        return thing;
    }

    public ObjectKey Key(string name) => new(Namespace, name);

    public Task<ConfigMap> CreateAsync(string name, params (string Key, string Value)[] data) => Client.CreateAsync(ConfigMap.Type, Namespace, ConfigMap.Make(Namespace, name, data), CancellationToken.None);

    public Task DeleteAsync(string name) => Client.DeleteAsync(ConfigMap.Type, Key(name), new DeleteOptions(), CancellationToken.None);

    public static NullLogger Logger => NullLogger.Instance;

    public static Task UntilAsync(string what, Func<string?> objection) => Eventually.HoldsAsync(what, () => Task.FromResult(objection()), Limit, () => "");

    public async ValueTask DisposeAsync()
    {
        foreach (var own in _own) own.Dispose();
        await Client.DeleteAsync(NamespaceObject.Type, new ObjectKey("", Namespace), new DeleteOptions(), CancellationToken.None);
        Client.Dispose();
    }
}
