using Faults.Tests.Rig;
using TestKit;
using TestKit.Network;

namespace Faults.Tests.CrashPoints;

/// <summary>Ends a bridge at a step: the proxy holds the request or the answer that the step consists of, and lets it go nowhere.</summary>
internal sealed class CrashTap(RigBridge bridge, string collection)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private (CrashStep Step, WirePoint Point, TaskCompletionSource Died)? _armed;

    /// <summary>Completes when the bridge has come to the step and is dead.</summary>
    public Task Arm(CrashStep step, WirePoint point)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _armed = (step, point, died);
        return died.Task;
    }

    public ValueTask<WireVerdict> OnMongo(WireRequest request, WirePoint point) => SeeAsync(MongoStep(request), point);

    public ValueTask<WireVerdict> OnBigPeer(WireRequest request, WirePoint point) => SeeAsync(BigPeerStep(request), point);

    private CrashStep? MongoStep(WireRequest request) => (request.Verb, request.Target) switch
    {
        ("find", "__ditto_connector_documents") => CrashStep.ReadLedger,
        ("find", var target) when target == collection => CrashStep.ReadMongo,
        ("insert" or "update" or "delete", "__ditto_connector_documents") => CrashStep.Record,
        ("insert" or "update" or "delete", "__ditto_connector_state") => request.Mentions("intents"u8) ? CrashStep.Intend : request.Mentions("checkpoint"u8) ? CrashStep.Checkpoint : null,
        ("insert" or "update" or "delete", var target) when target == collection => CrashStep.WriteMongo,
        _ => null,
    };

    private CrashStep? BigPeerStep(WireRequest request) => request.Verb switch
    {
        _ when request.Target != collection => null,
        "select" => request.Mentions(":ids"u8) ? CrashStep.ReadBigPeer : null,
        "insert" or "update" or "delete" => CrashStep.WriteBigPeer,
        _ => null,
    };

    private async ValueTask<WireVerdict> SeeAsync(CrashStep? step, WirePoint point)
    {
        TaskCompletionSource died;
        lock (_lock)
        {
            if (_armed is not { } armed || armed.Step != step || armed.Point != point) return WireVerdict.Pass;
            (died, _armed) = (armed.Died, null);
        }
        bridge.Signal(UnixSignal.Kill);
        await bridge.Process.Process.ExitAsync(EndLimit);
        died.SetResult();
        return WireVerdict.Reset;
    }
}
