using System.Text.Json;
using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Events;
using Operator.Observability;

namespace Operator.Bridges;

/// <summary>Patches the status once, and only when it differs; tells an event for each condition that turned.</summary>
internal sealed class StatusWriter(KubeClient client, EventRecorder events, OperatorMetrics metrics, TimeProvider time)
{
    public async Task WriteAsync(BridgePass pass, CancellationToken cancellation)
    {
        // The server keeps whole seconds.
        var now = time.GetUtcNow();
        var status = Summary.Of(pass, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        metrics.Seen(pass.Key, status);
        var (before, after) = (Json(pass.Bridge.Status ?? new BridgeStatus()), Json(status));
        if (JsonNode.DeepEquals(before, after)) return;
        await client.PatchAsync(BigPeerDataBridge.Type, pass.Key, new JsonObject { ["status"] = after }, "status", DeployStep.Manager, cancellation);
        Tell(pass, status);
    }

    private void Tell(BridgePass pass, BridgeStatus status)
    {
        foreach (var condition in status.Conditions)
        {
            var before = pass.Bridge.Status?.Find(condition.Type);
            if (condition.Reason == Reasons.Waiting || (before?.Status == condition.Status && before?.Reason == condition.Reason)) continue;
            var isWarning = condition.Type == ConditionType.Ready ? condition.Status != "True" && before?.Status == "True" : condition.Reason == Reasons.ResolvedEarlier || (condition.Status == "False" && !IsOnTheWay(condition.Reason));
            // Ready repeats the step that it stumbled over; one event is enough.
            if (condition.Type == ConditionType.Ready && condition.Status != "True" && !isWarning) continue;
            events.Tell(pass.Bridge, BigPeerDataBridge.Type, isWarning, condition.Reason, $"{condition.Type}: {condition.Message}");
        }
    }

    /// <summary>Nothing is wrong; it only takes its time.</summary>
    private static bool IsOnTheWay(string reason) => reason is Reasons.PodPending or Reasons.RollingOut or Reasons.Suspended or Reasons.InitialSync;

    private static JsonNode Json(BridgeStatus status) => JsonSerializer.SerializeToNode(status, OperatorJson.Default.BridgeStatus)!;
}
