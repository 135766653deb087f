using BridgeModel;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using Operator.RuntimeStatus;
using Operator.Secrets.Aws;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>One reconcile of one bridge on its way through the steps: what is known of it so far, and what each step found.</summary>
internal sealed class BridgePass(BigPeerDataBridge bridge)
{
    private ReconcileOutcome _outcome = ReconcileOutcome.Done;
    private TimeSpan? _within;

    public BigPeerDataBridge Bridge => bridge;

    public ObjectKey Key { get; } = ObjectKey.Of(bridge);

    public BridgeResourceResult Read { get; } = bridge.Read();

    public BridgeResourceSpec Spec => Read.Spec;

    /// <summary>What is known of the secret of AWS, if the bridge names one.</summary>
    public AwsSecretReading? FromAws { get; set; }

    /// <summary>Set once the secrets are resolved.</summary>
    public RuntimeInputs? Inputs { get; set; }

    /// <summary>Set once the runtime has answered.</summary>
    public RuntimeReport? Report { get; set; }

    /// <summary>What each step found; a step that was not reached is absent.</summary>
    public Dictionary<string, Verdict> Verdicts { get; } = [];

    /// <summary>What the controller is to do next.</summary>
    public ReconcileOutcome Outcome => _within is { } within ? _outcome.Result switch
    {
        // It is tried again as it is, and sooner.
        ReconcileResult.Failed => _outcome,
        ReconcileResult.After when _outcome.Delay < within => _outcome,
        _ => ReconcileOutcome.After(within),
    } : _outcome;

    /// <summary>The step is well; the next may run.</summary>
    public bool Pass(string condition, Verdict verdict)
    {
        Verdicts[condition] = verdict;
        return true;
    }

    /// <summary>The steps end here.</summary>
    public bool Stop(string condition, Verdict verdict, ReconcileOutcome outcome)
    {
        Verdicts[condition] = verdict;
        _outcome = outcome;
        return false;
    }

    /// <summary>All steps are through; look again later.</summary>
    public void LookAgain(TimeSpan delay) => _outcome = ReconcileOutcome.After(delay);

    /// <summary>Whatever the steps find: look again within this time, since nothing tells of a change.</summary>
    public void LookWithin(TimeSpan delay) => _within = _within < delay ? _within : delay;
}
