using System.Collections.Concurrent;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Informers;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Tests.Kubelet;
using TestKit;

namespace Operator.Tests.Live;

/// <summary>Sees every version of the bridges of a namespace.</summary>
internal sealed class BridgeWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ControllerMetrics _metrics = new(TimeProvider.System);
    private readonly KubeClient _client;
    private readonly ConcurrentQueue<KubeThing> _seen = new();
    private readonly Task _running;

    private BridgeWatch(string space)
    {
        _client = new KubeClient(KubeConfig.Read([SharedCluster.Cluster.KubeConfig], context: null, TimeProvider.System), new KubeClientOptions(), _metrics, TimeProvider.System, OperatorHost.Random);
        var type = KubeThing.Pods with { Group = "ditto.live", Version = "v1alpha1", Plural = "bigpeerdatabridges", Kind = "BigPeerDataBridge" };
        var informer = new Informer<KubeThing>(_client, type, new InformerOptions { Namespaces = [space] }, _metrics, NullLogger.Instance, TimeProvider.System, OperatorHost.Random);
        informer.Subscribe(c => _seen.Enqueue(c.Object));
        _running = informer.RunAsync(_stop.Token);
        Synced = informer.Synced;
    }

    public IReadOnlyList<KubeThing> Versions => [.. _seen];

    private Task Synced { get; }

    public static async Task<BridgeWatch> StartAsync(string space)
    {
        var watch = new BridgeWatch(space);
        await watch.Synced;
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _client.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }
}
