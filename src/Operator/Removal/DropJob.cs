using ControllerRuntime.Client;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Observability;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Removal;

/// <summary>
/// Runs <c>drop-state</c> in a Job with a Secret of its own: the operator itself talks to no database. The Secret is a copy of what the runtime had, as the user's may be gone by now;
/// where that is gone too, as it is when children are deleted first, it is made anew.
/// </summary>
internal sealed class DropJob(KubeClient client, ObjectStore<Pod> pods, RolloutStep rollout, WorkloadOptions options, ILogger logger)
{
    /// <summary>Pods by the name of the Job that they belong to.</summary>
    public const string Index = "job";

    public static IEnumerable<string> Words(Pod pod)
    {
        if (pod.Metadata.Labels.GetValueOrDefault("job-name") is { } job) yield return $"{pod.Metadata.Namespace}/{job}";
    }

    public async Task<RemovalProgress> RunAsync(BridgePass pass, TimeSpan left, CancellationToken cancellation)
    {
        var key = DropJobBuilder.KeyOf(pass.Key);
        // A few times in the life of a bridge: not worth a watch.
        var job = await client.FindAsync(Job.Type, key, cancellation);
        if (job is not null && Judge(job, key) is { IsOver: true } end) return end;
        if (job is null && left < DropJobBuilder.StartTime) return RemovalProgress.Left("the runtime took too long to stop");
        if (job is null || await client.FindAsync(ChildTypes.Secret, key, cancellation) is null)
        {
            if (await FilesAsync(pass, cancellation) is not { } files) return RemovalProgress.Left($"the runtime's Secret {pass.Key.Name} is gone and cannot be made again ({Missing(pass)})");
            job ??= await client.ApplyAsync(Job.Type, key, DropJobBuilder.MakeJob(pass.Bridge, pass.Spec, left, options), DeployStep.Manager, force: true, cancellation);
            await client.ApplyAsync(ChildTypes.Secret, key, DropJobBuilder.MakeSecret(pass.Bridge, files, job.Metadata.Uid), DeployStep.Manager, force: true, cancellation);
        }
        return Judge(job, key);
    }

    /// <summary>Removes the Job, and with it its pod and its Secret. Whatever fails here, the bridge goes: its children follow it.</summary>
    public async Task RemoveAsync(BridgePass pass, CancellationToken cancellation)
    {
        var key = DropJobBuilder.KeyOf(pass.Key);
        try
        {
            await client.DeleteAsync(ChildTypes.Job, key, new DeleteOptions { PropagationPolicy = "Background" }, cancellation);
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.Forbidden)
        {
            logger.JobLeft(key, e.Message);
        }
    }

    private RemovalProgress Judge(Job job, ObjectKey key)
    {
        if (job.Status.Succeeded > 0) return RemovalProgress.Dropped;
        var pod = pods.Find(Index, key.ToString()) is [var one, ..] ? one : null;
        var end = pod?.Status.ContainerStatuses is [{ State.Terminated: { } terminated }, ..] ? terminated : null;
        if (job.Status.Conditions.FirstOrDefault(c => c is { Type: "Failed", Status: "True" }) is { } failed)
            return RemovalProgress.Left(end?.Message is { Length: > 0 } said ? said : $"the Job failed: {failed.Message}{(end is null ? "" : $" (exit code {end.ExitCode})")}");
        if (pod is null) return RemovalProgress.Waits("the Job has no pod");
        return RemovalProgress.Waits(PodVerdicts.Obstacle(pod)?.Message ?? $"the Job's pod {pod.Metadata.Name} was {pod.Status.Phase ?? "new"} when the time was over");
    }

    /// <returns>The files of the runtime's Secret; null where they cannot be had.</returns>
    private async Task<IReadOnlyDictionary<string, byte[]>?> FilesAsync(BridgePass pass, CancellationToken cancellation)
    {
        if (await client.FindAsync(KubeSecret.Type, pass.Key, cancellation) is { Data.Count: > 0 } secret) return secret.Data;
        return pass.Read.IsValid && await rollout.ResolveAsync(pass, cancellation) ? RuntimeSecret.Files(pass.Bridge, pass.Inputs!) : null;
    }

    private static string Missing(BridgePass pass) => pass.Read.IsValid ? pass.Verdicts.Values.FirstOrDefault(v => !v.IsTrue)?.Reason ?? Reasons.Waiting : Reasons.InvalidSpec;
}
