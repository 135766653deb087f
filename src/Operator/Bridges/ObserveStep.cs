using ControllerRuntime.Controllers;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using Operator.RuntimeStatus;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>Looks at the pod, and asks the runtime in it how it is.</summary>
internal sealed class ObserveStep(ObjectStore<StatefulSet> sets, ObjectStore<Pod> pods, IRuntimeStatusSource runtime, MassDeleteReleases releases, IAwsSecretSource aws, TimeSpan interval) : IBridgeStep
{
    /// <summary>What a runtime says when MongoDB refuses the credentials of the connection string.</summary>
    private const string AuthenticationFailed = "AuthenticationFailed";

    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        if (pass.Spec.Suspend) return pass.Stop(ConditionType.RuntimeDeployed, Verdict.No(Reasons.Suspended, "spec.suspend is true: the bridge is stopped. Set it to false to go on where it was."), ReconcileOutcome.Done);
        var pod = pods.Find(pass.Key with { Name = $"{pass.Key.Name}-0" });
        var deployed = PodVerdicts.Of(sets.Find(pass.Key), pod);
        // Every change of the pod brings the next look; nothing need be asked before it runs.
        if (!deployed.IsTrue) return pass.Stop(ConditionType.RuntimeDeployed, deployed, ReconcileOutcome.Done);
        pass.Pass(ConditionType.RuntimeDeployed, deployed);

        var answer = await runtime.ReadAsync(pod!, cancellation);
        pass.Report = answer.Report;
        pass.Pass(ConditionType.Synchronizing, Synchronizing(answer));
        await releases.RunAsync(pass, pod!, cancellation);
        pass.LookAgain(interval);
        // The password may have been replaced since the secret was read, and AWS tells nobody.
        if (pass.Verdicts[ConditionType.Synchronizing].Reason == AuthenticationFailed && pass.Spec.MongoConnector.ConnectionSecret?.AwsSecretsManager is { } secret) pass.LookWithin(aws.Doubt(secret));
        return true;
    }

    private static Verdict Synchronizing(RuntimeAnswer answer)
    {
        if (answer.Report is not { } report) return Verdict.Unknown(Reasons.RuntimeUnreachable, $"The runtime does not answer: {answer.Problem}. It may have just started; if this lasts, look at its log.");
        var said = report.Conditions.FirstOrDefault(c => c.Type == ConditionType.Synchronizing);
        if (said is null) return Verdict.Unknown(Reasons.RuntimeUnreachable, "The runtime does not say how it is; its version may not fit the operator's.");
        var ready = report.Conditions.FirstOrDefault(c => c.Type == ConditionType.Ready);
        if (said.Status != "True") return new Verdict(said.Status, said.Reason, said.Message);
        // In step only when the runtime itself is ready: an initial sync that runs, or deletes that are held back, are not.
        return ready is { Status: not "True" } ? Verdict.No(ready.Reason, ready.Message) : Verdict.Yes(Reasons.InStep, "Both sides are kept in step.");
    }
}
