using System.Globalization;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>What a StatefulSet and its pod say, in the user's words. Pure.</summary>
internal static class PodVerdicts
{
    private static readonly string[] ImageProblems = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"];

    public static Verdict Of(StatefulSet? set, Pod? pod)
    {
        if (set is null || pod is null) return Verdict.No(Reasons.PodPending, "The pod is not there yet.");
        if (pod.Metadata.DeletionTimestamp is not null) return Verdict.No(Reasons.RollingOut, "The pod is being stopped; the next one starts when it is gone.");
        if (set.Metadata.Generation != set.Status.ObservedGeneration || (set.Status.UpdateRevision is { } wanted && pod.Metadata.Labels.GetValueOrDefault(Pod.RevisionLabel) != wanted))
            return Verdict.No(Reasons.RollingOut, "A changed spec or secret is being rolled out.");
        if ((Crash(pod) ?? Obstacle(pod)) is { } problem) return problem;
        if (pod.Status.ContainerStatuses is [{ Started: false }, ..] && pod.Status.Phase == "Running") return Verdict.No(Reasons.PodPending, $"Pod {pod.Metadata.Name} runs, and the runtime in it starts.");
        if (pod.Status.Phase == "Running") return Verdict.Yes(Reasons.PodRunning, $"Pod {pod.Metadata.Name} runs.");
        return Verdict.No(Reasons.PodPending, $"Pod {pod.Metadata.Name} is {pod.Status.Phase ?? "new"}.");
    }

    /// <summary>Why a pod cannot start that does not by itself; null where nothing is known to stand in its way.</summary>
    public static Verdict? Obstacle(Pod pod)
    {
        if (pod.Status.ContainerStatuses is [{ State.Waiting: { Reason: { } reason } waiting }, ..] && ImageProblems.Contains(reason))
            return Verdict.No(Reasons.ImagePullFailed, $"The image cannot be had ({reason}). Look at spec.runtime.image and imagePullSecrets. {waiting.Message}".TrimEnd());
        return pod.Status.Conditions.FirstOrDefault(c => c.Type == "PodScheduled") is { Status: "False" } scheduled
            ? Verdict.No(Reasons.PodUnschedulable, $"No node takes the pod: {scheduled.Message.TrimEnd('.')}. Look at spec.runtime (resources, nodeSelector, tolerations, affinity) and at the nodes.")
            : null;
    }

    private static Verdict? Crash(Pod pod)
    {
        if (pod.Status.ContainerStatuses is not [var container, ..]) return null;
        var waiting = container.State.Waiting;
        var end = container.State.Terminated ?? (waiting?.Reason == "CrashLoopBackOff" ? container.LastState.Terminated : null);
        if (end is null) return null;
        var times = string.Create(CultureInfo.InvariantCulture, $"The runtime ended with {end.ExitCode} and has been started again {container.RestartCount} times");
        return Verdict.No(Reasons.RuntimeCrashing, $"{times}: {Meaning(end)} Its log says more: kubectl logs --previous.");
    }

    /// <summary>The runtime's own exit codes, as in its README.</summary>
    private static string Meaning(ContainerTerminated end) => end switch
    {
        { Reason: "OOMKilled" } => "it needed more memory than its limit. Raise spec.runtime.resources.limits.memory.",
        { ExitCode: 2 } => "its configuration is wrong.",
        { ExitCode: 3 } => "another bridge serves a collection, or another runtime took over (DatabaseInUse).",
        _ => "it failed in a way that a fresh start may mend.",
    };
}
