using System.Diagnostics;
using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using TestKit;

namespace Operator.Tests.Kubelet;

/// <summary>One pod from its appearance to its end.</summary>
internal sealed class PlayedPod : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PlayedKubelet _kubelet;
    private readonly ObjectKey _key;
    private readonly string _uid;
    private readonly JsonObject _spec;
    private readonly JsonNode _container;
    private readonly string _address;
    private readonly DirectoryInfo _folder;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<TimeSpan> _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private PlayedStatus _status = new() { Phase = "Pending" };

    public PlayedPod(PlayedKubelet kubelet, KubeThing pod)
    {
        (_kubelet, _key, _uid, _spec, _address) = (kubelet, ObjectKey.Of(pod), pod.Metadata.Uid!, pod.Spec!, kubelet.NextAddress());
        _container = _spec["containers"]!.AsArray().Single()!;
        _folder = Directory.CreateTempSubdirectory("pod-");
        _running = Task.Run(() => RunAsync(_end.Token));
    }

    public string Name => _key.Name;

    public ChildProcess? Process { get; private set; }

    private bool IsRestarted => (_spec["restartPolicy"]?.GetValue<string>() ?? "Always") == "Always";

    /// <summary>What the API server says of the pod now.</summary>
    public void Told(KubeThing pod)
    {
        if (pod.Metadata.DeletionTimestamp is { } until) _deleted.TrySetResult(until - TimeProvider.System.GetUtcNow());
    }

    /// <summary>The object is gone.</summary>
    public void Gone() => _end.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _running;
        }
        finally
        {
            if (Process is not null) await Process.DisposeAsync();
            _folder.Delete(recursive: true);
            _end.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (await ScheduleAsync(cancellation)) await LiveAsync(cancellation);
            if (!_deleted.Task.IsCompleted) await _deleted.Task.WaitAsync(cancellation);
            await Task.Delay(_kubelet.RemovalDelay, TimeProvider.System, cancellation);
            await _kubelet.Client.DeleteAsync(KubeThing.Pods, _key, new DeleteOptions { GracePeriodSeconds = 0, Preconditions = new DeletePreconditions { Uid = _uid } }, cancellation);
        }
        catch (Exception e) when ((e is OperationCanceledException && cancellation.IsCancellationRequested) || e is KubeException { Kind: KubeErrorKind.NotFound or KubeErrorKind.Conflict })
        {
            // The pod was deleted by force, its namespace is, or the kubelet ends.
        }
        finally
        {
            if (Process is { HasExited: false } left) left.Signal(UnixSignal.Kill);
        }
    }

    /// <summary>As a scheduler: the node takes the pod, or the pod's condition says why not.</summary>
    /// <returns>False: it was deleted before.</returns>
    private async Task<bool> ScheduleAsync(CancellationToken cancellation)
    {
        while (!_deleted.Task.IsCompleted)
        {
            if (Objection() is not { } objection)
            {
                var target = new JsonObject { ["kind"] = "Node", ["apiVersion"] = "v1", ["name"] = _kubelet.Node };
                await _kubelet.Client.CreateAsync(KubeThing.BindingsOf(Name), _key.Namespace, new KubeThing { ApiVersion = "v1", Kind = "Binding", Metadata = new ObjectMeta { Name = Name }, Target = target }, cancellation);
                return true;
            }
            if (_status.NotScheduled != objection) await SayAsync(_status with { NotScheduled = objection }, cancellation);
            await WaitAsync(Pause, cancellation);
        }
        return false;
    }

    private string? Objection() => _kubelet.IsCordoned ? "0/1 nodes are available: 1 node(s) were unschedulable."
        : _spec["nodeSelector"] is JsonObject { Count: > 0 } ? "0/1 nodes are available: 1 node(s) didn't match node selector." : null;

    private async Task LiveAsync(CancellationToken cancellation)
    {
        _status = new PlayedStatus { Phase = "Pending", Address = _address };
        var volumes = new PlayedVolumes(_folder, _address);
        while (!_deleted.Task.IsCompleted)
        {
            if (await PrepareAsync(volumes, cancellation) is { } waiting)
            {
                if (_status.State?["waiting"]?["message"]?.GetValue<string>() != waiting["waiting"]!["message"]!.GetValue<string>()) await SayAsync(_status with { State = waiting }, cancellation);
                await WaitAsync(Pause, cancellation);
                continue;
            }
            var (exitCode, message) = await RunOnceAsync(volumes, cancellation);
            var end = PlayedStatus.Terminated(exitCode, message);
            var isOver = _deleted.Task.IsCompleted || !IsRestarted;
            if (isOver && IsRestarted && _kubelet.ForgetsEnds)
            {
                await SayAsync(_status with { State = PlayedStatus.Waiting("ContainerCreating"), IsReady = false, IsStarted = false }, cancellation);
                return;
            }
            await SayAsync(_status with { Phase = isOver ? (exitCode == 0 ? "Succeeded" : "Failed") : "Running", State = end, IsReady = false, IsStarted = false }, cancellation);
            if (isOver) return;
            await BackOffAsync(end, cancellation);
        }
    }

    /// <returns>What the container waits for; null when it can start.</returns>
    private async Task<JsonObject?> PrepareAsync(PlayedVolumes volumes, CancellationToken cancellation)
    {
        if (await volumes.MountAsync(_kubelet.Client, _key.Namespace, _spec, _container, cancellation) is { } missing) return PlayedStatus.Waiting("ContainerCreating", missing);
        var image = _container["image"]!.GetValue<string>();
        return _kubelet.HasImage && image == PlayedKubelet.Image ? null : PlayedStatus.Waiting("ErrImagePull", $"failed to resolve reference \"{image}\": not found");
    }

    private async Task<(int ExitCode, string Message)> RunOnceAsync(PlayedVolumes volumes, CancellationToken cancellation)
    {
        var environment = (_container["env"] as JsonArray ?? []).ToDictionary(e => e!["name"]!.GetValue<string>(), e => e!["value"]?.GetValue<string>() ?? "");
        if (volumes.Temporary is { } temporary) environment["TMPDIR"] = temporary;
        var messagePath = _container["terminationMessagePath"]!.GetValue<string>();
        await File.WriteAllTextAsync(volumes.TerminationMessage, "", cancellation);
        var arguments = _container["args"]!.AsArray().Select(a => a!.GetValue<string>()).Select(a => a == messagePath ? volumes.TerminationMessage : volumes.Here(a)).ToList();
        if (Process is not null) await Process.DisposeAsync();
        var run = _kubelet.Began(Name, _uid, _status.Restarts);
        var process = ChildProcess.Start(BridgeProcess.Program, arguments, environment);
        Process = process;
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await SayAsync(_status with { Phase = "Running", State = PlayedStatus.Running() }, cancellation);
        var exit = process.ExitAsync(Timeout.InfiniteTimeSpan);
        var probes = ProbeAsync(probing.Token);
        var first = await Task.WhenAny(exit, probes, _deleted.Task, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation));
        cancellation.ThrowIfCancellationRequested();
        TimeSpan? took = null;
        if (first != exit)
        {
            var grace = _deleted.Task.IsCompleted ? await _deleted.Task : TimeSpan.FromSeconds(_spec["terminationGracePeriodSeconds"]!.GetValue<int>());
            var clock = Stopwatch.StartNew();
            process.Signal(UnixSignal.Terminate);
            await Task.WhenAny(exit, Task.Delay(grace > TimeSpan.Zero ? grace : TimeSpan.Zero, TimeProvider.System, cancellation));
            took = clock.Elapsed;
            process.Signal(UnixSignal.Kill);
        }
        var exitCode = await exit;
        await probing.CancelAsync();
        await probes.ContinueWith(static _ => { }, TaskScheduler.Default);
        _kubelet.Ended(run, exitCode, took, first == probes, process);
        return (exitCode, await File.ReadAllTextAsync(volumes.TerminationMessage, cancellation));
    }

    /// <summary>Asks the probes; ends when the container must be started again because of them.</summary>
    private async Task ProbeAsync(CancellationToken cancellation)
    {
        if (PlayedProbe.Of("startupProbe", _container, _address) is { } startup)
        {
            for (var failures = 0; !await startup.AskAsync(cancellation);)
            {
                if (++failures >= startup.Threshold) return;
                await Task.Delay(startup.Period, TimeProvider.System, cancellation);
            }
        }
        await SayAsync(_status with { IsStarted = true, IsReady = _container["readinessProbe"] is null }, cancellation);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var readiness = KeepAskingReadinessAsync(both.Token);
        await await Task.WhenAny(readiness, KeepAskingLivenessAsync(both.Token));
        await both.CancelAsync();
        await readiness.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task KeepAskingReadinessAsync(CancellationToken cancellation)
    {
        var probe = PlayedProbe.Of("readinessProbe", _container, _address);
        for (var failures = 0; ;)
        {
            var isReady = probe is null || await probe.AskAsync(cancellation);
            failures = isReady ? 0 : failures + 1;
            if (isReady != _status.IsReady && (isReady || failures >= probe!.Threshold)) await SayAsync(_status with { IsReady = isReady }, cancellation);
            await Task.Delay(probe is null ? Timeout.InfiniteTimeSpan : probe.Period / _kubelet.ProbeHaste, TimeProvider.System, cancellation);
        }
    }

    /// <summary>Ends when the container is to be killed.</summary>
    private async Task KeepAskingLivenessAsync(CancellationToken cancellation)
    {
        var probe = PlayedProbe.Of("livenessProbe", _container, _address);
        for (var failures = 0; failures < (probe?.Threshold ?? int.MaxValue);)
        {
            await Task.Delay(probe is null ? Timeout.InfiniteTimeSpan : probe.Period / _kubelet.ProbeHaste, TimeProvider.System, cancellation);
            failures = await probe!.AskAsync(cancellation) ? 0 : failures + 1;
        }
    }

    /// <summary>The first restart is at once, each further one after twice the time.</summary>
    private async Task BackOffAsync(JsonObject end, CancellationToken cancellation)
    {
        var restarts = _status.Restarts + 1;
        if (restarts > 1)
        {
            await SayAsync(_status with { State = PlayedStatus.Waiting("CrashLoopBackOff", "back-off restarting failed container"), LastState = end }, cancellation);
            await WaitAsync(_kubelet.FirstRestartDelay * Math.Pow(2, Math.Min(restarts - 2, 5)), cancellation);
        }
        _status = _status with { Restarts = restarts, LastState = end };
    }

    private async Task SayAsync(PlayedStatus status, CancellationToken cancellation)
    {
        _status = status;
        await _kubelet.Client.PatchAsync(KubeThing.Pods, _key, status.ToPatch(_container), "status", "kubelet", cancellation);
    }

    /// <summary>Waits, but not beyond the pod's deletion.</summary>
    private async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        await Task.WhenAny(_deleted.Task, Task.Delay(time, TimeProvider.System, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }
}
