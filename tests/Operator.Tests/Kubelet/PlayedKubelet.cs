using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Operator.Tests.Kubelet;

/// <summary>
/// Plays scheduler and kubelet for the pods of one namespace on a node of its own: a pod is bound, its Secret is mounted, the program of its image runs with its arguments and environment,
/// its probes are asked, its status is written as a kubelet writes it, and on deletion it gets SIGTERM and its grace period. The one image there is holds the real BridgeRuntime.
/// </summary>
internal sealed class PlayedKubelet : IAsyncDisposable
{
    /// <summary>The one image that can be pulled.</summary>
    public const string Image = "localhost/bridge-runtime:test";

    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ControllerMetrics _metrics = new(TimeProvider.System);
    private readonly Informer<KubeThing> _pods;
    private readonly ConcurrentDictionary<string, PlayedPod> _played = new();
    private readonly List<PlayedRun> _runs = [];
    private readonly List<string> _output = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _network = RandomNumberGenerator.GetInt32(1 << 14);
    private int _addresses;
    private Task _running = Task.CompletedTask;

    private PlayedKubelet(string space)
    {
        Node = $"played-{space}";
        Client = new KubeClient(KubeConfig.Read([SharedCluster.Cluster.KubeConfig], context: null, TimeProvider.System), new KubeClientOptions { UserAgent = "kubelet" }, _metrics, TimeProvider.System, OperatorHost.Random);
        _pods = new Informer<KubeThing>(Client, KubeThing.Pods, new InformerOptions { Namespaces = [space] }, _metrics, NullLogger.Instance, TimeProvider.System, OperatorHost.Random);
        _pods.Subscribe(Changed);
    }

    public string Node { get; }

    public KubeClient Client { get; }

    /// <summary>Whether the image can be had.</summary>
    public bool HasImage { get; set; } = true;

    /// <summary>Whether the node takes pods.</summary>
    public bool IsCordoned { get; set; }

    /// <summary>What a kubelet waits before the second restart of a container, and twice that before the next. A real one begins with 10 s.</summary>
    public TimeSpan FirstRestartDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the object of a pod outlives the end of its containers, which its status tells at once.</summary>
    public TimeSpan RemovalDelay { get; set; }

    /// <summary>Whether the remains of a container are removed before its end is told: then it is said to wait, in a pod that runs. Kubelet 1.20 does so now and then, and removes such a pod up to a minute later.</summary>
    public bool ForgetsEnds { get; set; }

    /// <summary>How many times more often than the pod's spec says the probes are asked: what must not fail for a minute must then not fail for six seconds.</summary>
    public int ProbeHaste { get; init; } = 1;

    /// <summary>Every run so far, in the order of their starts.</summary>
    public IReadOnlyList<PlayedRun> Runs
    {
        get { lock (_runs) return [.. _runs]; }
    }

    /// <summary>What every container that has ended said.</summary>
    public IReadOnlyList<string> Output
    {
        get { lock (_output) return [.. _output, .. _played.Values.SelectMany(p => p.Process is { } process ? process.Output.Concat(process.Errors) : [])]; }
    }

    public static async Task<PlayedKubelet> StartAsync(string space, int probeHaste = 1)
    {
        var kubelet = new PlayedKubelet(space) { ProbeHaste = probeHaste };
        try
        {
            await kubelet.Client.CreateAsync(KubeThing.Nodes, space: null, new KubeThing { ApiVersion = "v1", Kind = "Node", Metadata = new ObjectMeta { Name = kubelet.Node } }, CancellationToken.None);
            await kubelet.BeatAsync();
            kubelet._running = Task.WhenAll(kubelet._pods.RunAsync(kubelet._stop.Token), kubelet.KeepBeatingAsync());
            return kubelet;
        }
        catch
        {
            await kubelet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The program that runs in a pod; null while none does.</summary>
    public ChildProcess? ProcessOf(string pod) => _played.Values.FirstOrDefault(p => p.Name == pod && p.Process is { HasExited: false })?.Process;

    /// <summary>Whether two pods of one name ever ran at the same time.</summary>
    public IEnumerable<(PlayedRun One, PlayedRun Other)> Overlaps(string pod)
    {
        var runs = Runs.Where(r => r.Pod == pod).OrderBy(r => r.Started).ToList();
        return runs.Zip(runs.Skip(1)).Where(pair => pair.First.Ended is not { } ended || ended > pair.Second.Started);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var pod in _played.Values) await pod.DisposeAsync();
        await Client.DeleteAsync(KubeThing.Nodes, new ObjectKey("", Node), new DeleteOptions(), CancellationToken.None);
        Client.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }

    /// <summary>A loopback address that no other pod has, so that the ports of its spec are free there.</summary>
    internal string NextAddress()
    {
        var host = Interlocked.Increment(ref _addresses);
        return string.Create(CultureInfo.InvariantCulture, $"127.{64 + (_network >> 8)}.{_network & 255}.{1 + (host % 250)}");
    }

    /// <returns>The number of the run.</returns>
    internal int Began(string pod, string uid, int restart)
    {
        lock (_runs)
        {
            _runs.Add(new PlayedRun(pod, uid, restart, _clock.Elapsed));
            return _runs.Count - 1;
        }
    }

    internal void Ended(int run, int exitCode, TimeSpan? stopTook, bool probeFailed, ChildProcess process)
    {
        lock (_runs) _runs[run] = _runs[run] with { Ended = _clock.Elapsed, ExitCode = exitCode, StopTook = stopTook, ProbeFailed = probeFailed };
        lock (_output) _output.AddRange([.. process.Output, .. process.Errors]);
    }

    private void Changed(ObjectChange<KubeThing> change)
    {
        var uid = change.Object.Metadata.Uid!;
        if (change.After is null)
        {
            // Gone without us, as after a deletion by force.
            if (_played.TryGetValue(uid, out var gone)) gone.Gone();
            return;
        }
        var pod = _played.GetOrAdd(uid, _ => new PlayedPod(this, change.After));
        pod.Told(change.After);
    }

    private async Task KeepBeatingAsync()
    {
        using var timer = new PeriodicTimer(HeartbeatInterval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token)) await BeatAsync();
    }

    /// <summary>Without it the node counts as lost, and its pods as not ready.</summary>
    private Task BeatAsync()
    {
        var ready = new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "played", ["lastHeartbeatTime"] = PlayedStatus.Now(), ["lastTransitionTime"] = PlayedStatus.Now() };
        return Client.PatchAsync(KubeThing.Nodes, new ObjectKey("", Node), new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(ready) } }, "status", "kubelet", _stop.Token);
    }
}
