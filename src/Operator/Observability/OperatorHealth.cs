using System.Globalization;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Informers;
using ControllerRuntime.Leadership;
using ControllerRuntime.Observability;
using ProgramEndpoints.Http;

namespace Operator.Observability;

/// <summary>Judges the operator's parts: whether they make progress, and whether they can do their work.</summary>
/// <param name="loops">What runs, by name; empty before the start.</param>
/// <param name="informers">All of them.</param>
/// <param name="controller">The only one.</param>
/// <param name="leader">Null where there is no lease.</param>
/// <param name="lease">Which lease.</param>
/// <param name="identity">This operator's, in the lease.</param>
/// <param name="contact">With the API server.</param>
internal sealed class OperatorHealth(
    Func<IReadOnlyList<OperatorLoop>> loops, IReadOnlyList<IInformer> informers, Controller controller, LeaderElector? leader, string lease, string identity, ServerContact contact)
{
    /// <summary>Progress: every loop runs, each watch and the lease have moved lately, and the workers take what waits. A server that is down is no reason: the loops go on trying.</summary>
    public IReadOnlyList<StatusCheck> Liveness()
    {
        List<StatusCheck> checks = [.. loops().Select(l => new StatusCheck($"loop/{l.Name}", !l.Running.IsCompleted, "LoopEnded", "the loop has ended; the process ends too"))];
        checks.AddRange(informers.Select(i => Beats($"watch/{i.Resource}", i.Heartbeat)));
        if (leader is not null) checks.Add(Beats("lease", leader.Heartbeat));
        checks.Add(new StatusCheck("workers", !controller.IsStuck, "WorkersStuck", string.Create(CultureInfo.InvariantCulture,
            $"bridges wait to be reconciled, the oldest for {(long)controller.Queue.OldestAge.TotalSeconds} s, and no worker has ended anything meanwhile")));
        return checks;
    }

    /// <summary>Progress, and: the API server answers, all that is there is known, and nothing that is watched or the lease is refused. Whoever follows is ready to lead.</summary>
    public IReadOnlyList<StatusCheck> Readiness() =>
    [
        new("api-server", contact.Problem is null, "ApiServerNotReached", contact.Problem ?? ""),
        .. informers.Select(Informed),
        Led(),
        .. Liveness(),
    ];

    private static StatusCheck Informed(IInformer informer) => informer.Refusal is { } refusal
        ? new StatusCheck($"informer/{informer.Resource}", Passed: false, "WatchRefused", refusal)
        : new StatusCheck($"informer/{informer.Resource}", informer.Synced.IsCompletedSuccessfully, "NotSynced", "what is there is being listed");

    private StatusCheck Led()
    {
        if (leader is null) return new StatusCheck("leader", Passed: true, "", "");
        if (leader.Problem is { } problem) return new StatusCheck("leader", Passed: false, "LeaseNotReached", problem);
        var follows = leader.Holder == identity ? null : $"this operator follows; {leader.Holder ?? "nobody yet"} holds lease {lease}";
        return new StatusCheck("leader", Passed: true, "", "") { Note = follows };
    }

    private static StatusCheck Beats(string name, Heartbeat heartbeat) => new(name, !heartbeat.IsOverdue, "LoopStalled",
        string.Create(CultureInfo.InvariantCulture, $"no progress for {(long)heartbeat.SilentFor.TotalSeconds} s, more than {(long)heartbeat.Limit.TotalSeconds} s"));
}
