using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Events;
using ControllerRuntime.Objects;
using Operator.Observability;

namespace Operator.Bridges;

/// <summary>
/// Patches the status once, and only when it differs; tells one event for each turn of a condition. Where nothing but figures and words differ, it waits until the interval has
/// passed since the last write: a busy bridge costs one write an interval at most, an idle one none.
/// </summary>
internal sealed class StatusWriter(KubeClient client, EventRecorder events, OperatorMetrics metrics, ILogger logger, TimeSpan interval, TimeProvider time)
{
    private readonly ConcurrentDictionary<ObjectKey, Written> _written = new();

    public async Task WriteAsync(BridgePass pass, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var last = _written.TryGetValue(pass.Key, out var written) && written.Uid == pass.Bridge.Metadata.Uid ? written : null;
        // What was just written may not have come back by the watch yet.
        var before = last is not null && last.SeenVersion == pass.Bridge.Metadata.ResourceVersion ? last.Status : pass.Bridge.Status ?? new BridgeStatus();
        // The server keeps whole seconds.
        var now = time.GetUtcNow();
        var status = Summary.Of(pass, before, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        metrics.Seen(pass.Key, status);
        var patch = Difference(Json(before), Json(status));
        if (patch.Count == 0) return;
        // Only where the runtime was asked is it asked again by itself, and what is held back now is written then.
        if (pass.Report is not null && last is not null && SaysTheSame(before, status) && time.GetElapsedTime(last.At) < interval) return;
        await client.PatchAsync(BigPeerDataBridge.Type, pass.Key, new JsonObject { ["status"] = patch }, "status", DeployStep.Manager, cancellation);
        _written[pass.Key] = new Written(pass.Bridge.Metadata.Uid, pass.Bridge.Metadata.ResourceVersion, status, began);
        LogReady(pass.Key, before.Find(ConditionType.Ready), status.Find(ConditionType.Ready)!);
        Tell(pass.Bridge, before, status);
    }

    public void Forget(ObjectKey bridge) => _written.TryRemove(bridge, out _);

    private sealed record Written(string? Uid, string? SeenVersion, BridgeStatus Status, long At);

    private static bool SaysTheSame(BridgeStatus before, BridgeStatus after) =>
        before.ObservedGeneration == after.ObservedGeneration && before.Conditions.Select(Said).SequenceEqual(after.Conditions.Select(Said));

    private static (string Type, string Status, string Reason, long Generation) Said(Condition condition) => (condition.Type, condition.Status, condition.Reason, condition.ObservedGeneration);

    private void LogReady(ObjectKey bridge, Condition? before, Condition ready)
    {
        if (before?.Status == ready.Status && before.Reason == ready.Reason) return;
        if (ready.Status == "True") logger.Ready(bridge, ready.Message);
        else if (before?.Status == "True") logger.NotReadyAnyMore(bridge, ready.Reason, ready.Message);
        else logger.NotReadyYet(bridge, ready.Reason, ready.Message);
    }

    /// <summary>A merge patch: what differs, and null for what is no more.</summary>
    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (key, value) in after)
        {
            if (!before.TryGetPropertyValue(key, out var old) || !JsonNode.DeepEquals(old, value)) patch[key] = value?.DeepClone();
        }
        foreach (var (key, _) in before.Where(b => !after.ContainsKey(b.Key))) patch[key] = null;
        return patch;
    }

    private void Tell(BigPeerDataBridge bridge, BridgeStatus before, BridgeStatus after)
    {
        var ready = after.Find(ConditionType.Ready)!;
        var was = before.Find(ConditionType.Ready)?.Status;
        // A bridge that is new and not ready yet is no news; its steps are.
        var hasTurned = was != ready.Status && (ready.Status == "True" || was == "True");
        foreach (var condition in after.Conditions.Where(c => c.Type != ConditionType.Ready && c.Reason != Reasons.Waiting))
        {
            var old = before.Find(condition.Type);
            if (old?.Status == condition.Status && old.Reason == condition.Reason) continue;
            // Ready repeats the step that decides it; one event is enough.
            if ((hasTurned && condition.Reason == ready.Reason) || IsStart(condition.Reason)) continue;
            Tell(bridge, condition, isWarning: condition.Reason == Reasons.ResolvedEarlier || (condition.Status == "False" && !IsOnTheWay(condition.Reason)));
        }
        if (hasTurned) Tell(bridge, ready, isWarning: ready.Status != "True" && !IsOnTheWay(ready.Reason));
    }

    private void Tell(BigPeerDataBridge bridge, Condition condition, bool isWarning) =>
        events.Tell(bridge, BigPeerDataBridge.Type, isWarning, condition.Reason, $"{condition.Type}: {condition.Message}");

    /// <summary>Nothing is wrong; it only takes its time.</summary>
    private static bool IsOnTheWay(string reason) => reason is Reasons.PodPending or Reasons.RollingOut or Reasons.Suspended or Reasons.DroppingState or Reasons.InitialSync;

    /// <summary>What a runtime says in its first second, before it is known whether anything is wrong.</summary>
    private static bool IsStart(string reason) => reason is "Starting" or "NotYetContacted" or "StreamClosed";

    private static JsonObject Json(BridgeStatus status) => (JsonObject)JsonSerializer.SerializeToNode(status, OperatorJson.Default.BridgeStatus)!;
}
