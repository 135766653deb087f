using System.Security.Cryptography;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Controllers;
using ControllerRuntime.Events;
using ControllerRuntime.Informers;
using ControllerRuntime.Leadership;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Operator.Bridges;
using Operator.Observability;
using Operator.Removal;
using Operator.RuntimeStatus;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator;

/// <summary>Wires the operator: informers → queue → reconciler, under a lease.</summary>
internal sealed class OperatorHost : IDisposable
{
    public const string LeaseName = "bigpeer-databridge-operator";

    private readonly OperatorOptions _options;
    private readonly TimeProvider _time;
    private readonly KubeClient _client;
    private readonly HttpClient _pods;
    private readonly Controller _controller;
    private readonly EventRecorder _events;
    private readonly List<IInformer> _informers = [];
    private readonly KubeConfiguration _server;
    private readonly ILogger _logger;
    private readonly LeaderElector? _elector;
    private volatile IReadOnlyList<OperatorLoop> _loops = [];

    public OperatorHost(OperatorOptions options, KubeConfiguration server, ControllerMetrics controllerMetrics, OperatorMetrics metrics, IAwsSecretSource aws, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _server, _time, _logger) = (options, server, time, loggers.CreateLogger("Operator"));
        ControllerMetrics = controllerMetrics;
        _client = new KubeClient(server, new KubeClientOptions { UserAgent = LeaseName }, controllerMetrics, time, Random);
        _pods = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(3) });
        _events = new EventRecorder(_client, LeaseName, options.Identity, controllerMetrics, _logger, time);

        var bridges = Follow(BigPeerDataBridge.Type, labelSelector: null);
        var secrets = FollowMetadata(KubeSecret.MetadataType, labelSelector: null);
        var sets = Follow(StatefulSet.Type, ChildLabels.Selector);
        var pods = Follow(Pod.Type, ChildLabels.Selector);
        // Of the children that have no part of their own above, the metadata.
        var others = Children.TypesOf(options.Workloads).Where(t => t.Kind is not ("Secret" or "StatefulSet")).ToDictionary(t => t.Kind, t => FollowMetadata(t, ChildLabels.Selector));
        bridges.Store.AddIndex(DatabaseClaims.Index, DatabaseClaims.Words);
        pods.Store.AddIndex(DropJob.Index, DropJob.Words);
        bridges.Store.AddIndex("secret", b => ResolveSecretsStep.SecretsOf(b).Select(s => s.ToString()));

        var claims = new DatabaseClaims(bridges.Store);
        var tokens = new StatusTokens(_client);
        var runtime = new RuntimeStatusClient(_pods, _client, options.ThroughApiServer, metrics);
        var releases = new MassDeleteReleases(runtime, tokens, _events);
        var deploy = new DeployStep(_client, options.Workloads, VersionOf, _logger);
        var resolve = new ResolveSecretsStep(new KubernetesSecretSource(_client, secrets.Store, metrics), tokens, claims);
        var rollout = new RolloutStep(resolve, deploy, aws, key => secrets.Store.Find(key)?.Metadata.ResourceVersion);
        var finalizer = new DropFinalizer(_client);
        var removal = new BridgeRemoval(
            finalizer, new RuntimeStop(_client, sets.Store, pods.Store), new DropJob(_client, pods.Store, rollout, options.Workloads, _logger), claims, _events, metrics, _logger, time);
        IReadOnlyList<IBridgeStep> steps =
        [
            new AcceptStep(claims),
            new FinalizerStep(finalizer),
            rollout,
            new ObserveStep(sets.Store, pods.Store, runtime, releases, aws, options.StatusInterval),
        ];
        var reconciler = new BridgeReconciler(bridges.Store, steps, rollout, releases, removal, claims, new StatusWriter(_client, _events, metrics, _logger, options.StatusInterval, time), metrics, _logger);
        _controller = new Controller("bridges", reconciler, new ControllerOptions { Workers = options.Workers }, controllerMetrics, loggers.CreateLogger("ControllerRuntime"), time, Random);

        // A status that the operator itself wrote changes nothing for it.
        _controller.Watches(bridges, c => [c.Key, .. claims.Neighbours(c.Object)], MattersToBridge);
        _controller.Watches(secrets, c => bridges.Store.Find("secret", c.Key.ToString()).Select(ObjectKey.Of).Concat(OwnerOf(c)));
        _controller.Watches(sets, OwnerOf);
        _controller.Watches(pods, static c => [PodOwner(c.Object)]);
        foreach (var informer in others.Values) _controller.Watches(informer, OwnerOf);

        var lease = new LeaseOptions { Lease = new ObjectKey(options.LeaseNamespace ?? server.Namespace, LeaseName), Identity = options.Identity };
        if (options.LeaderElection) _elector = new LeaderElector(_client, lease, controllerMetrics, _logger, time, Random);
        Health = new OperatorHealth(() => _loops, _informers, _controller, _elector, lease.Lease.ToString(), options.Identity, _client.Contact);

        string? VersionOf(ResourceType<PartialObject> type, ObjectKey key)
        {
            var found = type.Kind switch
            {
                "StatefulSet" => sets.Store.Find(key)?.Metadata,
                "Secret" => secrets.Store.Find(key)?.Metadata,
                _ => others[type.Kind].Store.Find(key)?.Metadata,
            };
            return found is null ? null : ChildVersion.Of(found);
        }
    }

    public ControllerMetrics ControllerMetrics { get; }

    public OperatorHealth Health { get; }

    /// <summary>Runs until it is stopped, or a loop dies.</summary>
    /// <exception cref="LeadershipLostException">Another may act by now.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        _logger.Starting(_options.Identity, _server.Server, _options.Namespaces.Count == 0 ? "all" : string.Join(',', _options.Namespaces), _options.Workloads.Image);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // Followers keep their stores warm, so that a new leader acts at once.
        _loops = [.. _informers.Select(i => new OperatorLoop(i.Resource, i.RunAsync(all.Token))), new("events", _events.RunAsync(all.Token)), new("bridges", LeadAsync(all.Token))];
        List<Task> loops = [.. _loops.Select(l => l.Running)];
        var first = await Task.WhenAny(loops);
        await all.CancelAsync();
        await Task.WhenAll(loops.Select(l => l.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        if (!stopping.IsCancellationRequested) await first;
    }

    public void Dispose()
    {
        _controller.Dispose();
        _client.Dispose();
        _pods.Dispose();
    }

    public static double Random() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    private async Task LeadAsync(CancellationToken cancellation)
    {
        if (_elector is not null)
        {
            await _elector.RunAsync(_controller.RunAsync, cancellation);
            return;
        }
        ControllerMetrics.Leads(true);
        await _controller.RunAsync(cancellation);
    }

    private Informer<PartialObject> FollowMetadata(ResourceType<PartialObject> type, string? labelSelector) => Follow(type, labelSelector, KeptMetadata.Of);

    private Informer<T> Follow<T>(ResourceType<T> type, string? labelSelector, Func<T, T>? keep = null)
        where T : class, IKubeObject
    {
        var informer = new Informer<T>(_client, type, new InformerOptions { Namespaces = _options.Namespaces, LabelSelector = labelSelector }, ControllerMetrics, _logger, _time, Random) { Keep = keep };
        _informers.Add(informer);
        return informer;
    }

    private static bool MattersToBridge(ObjectChange<BigPeerDataBridge> change) =>
        change is not { Before: { } before, After: { } after } || before.Metadata.Generation != after.Metadata.Generation
        || before.Metadata.DeletionTimestamp != after.Metadata.DeletionTimestamp
        || before.Metadata.Annotations.GetValueOrDefault(ReleaseRequest.Annotation) != after.Metadata.Annotations.GetValueOrDefault(ReleaseRequest.Annotation) || !SameLabels(before.Metadata.Labels, after.Metadata.Labels);

    private static bool SameLabels(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(l => other.TryGetValue(l.Key, out var value) && value == l.Value);

    private static IEnumerable<ObjectKey> OwnerOf<T>(ObjectChange<T> change)
        where T : class, IKubeObject =>
        change.Object.Metadata.OwnerReferences.Where(o => o.Kind == BigPeerDataBridge.Type.Kind).Select(o => change.Key with { Name = o.Name });

    /// <summary>The pod's owner is the StatefulSet, which has the bridge's name.</summary>
    private static ObjectKey PodOwner(Pod pod) => ObjectKey.Of(pod) with { Name = pod.Metadata.Labels.GetValueOrDefault(ChildLabels.Instance, pod.Metadata.Name) };
}
