using System.Diagnostics;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using ProgramEndpoints;

namespace BridgeRuntime.Telemetry;

/// <summary>
/// One span per batch, with its steps below: collection, numbers and sides, never an id or the content of a document. Where nobody listens nothing is made.
/// </summary>
internal sealed class BridgeTraces : IDisposable
{
    public const string SourceName = "BigPeerDataBridge";

    public const string BatchName = "reconcile";

    private readonly ActivitySource _source = new(SourceName, ProgramVersion.Text);

    public Activity? Batch(string collection, int keys)
    {
        var batch = _source.StartActivity(BatchName);
        batch?.SetTag("bridge.collection", collection).SetTag("bridge.keys", keys);
        return batch;
    }

    public Activity? Step(ReconcileStep step)
    {
        var activity = _source.StartActivity(MetricLabels.Of(step), ActivityKind.Client);
        activity?.SetTag("bridge.side", MetricLabels.Of(step is ReconcileStep.ReadBigPeer or ReconcileStep.WriteBigPeer ? Side.BigPeer : Side.Mongo));
        return activity;
    }

    /// <summary>What became of the keys of the batch that runs here; a bisected one tells it in parts.</summary>
    public static void Completed(IReadOnlyList<ReconcileOutcome> outcomes)
    {
        if (Activity.Current is not { OperationName: BatchName, IsAllDataRequested: true } batch) return;
        var tally = new BatchTally();
        foreach (var outcome in outcomes) tally.Add(outcome);
        foreach (var direction in MetricLabels.Directions) Add(batch, $"bridge.{direction}", tally.Operations.Where(o => o.Key.Direction == direction).Sum(o => o.Value));
        Add(batch, "bridge.echoes", tally.Echoes);
        Add(batch, "bridge.conflicts", tally.Conflicts);
        Add(batch, "bridge.reruns", tally.Reruns);
        Add(batch, "bridge.dead_letters", outcomes.Count(o => o.Letter is not null));
    }

    /// <summary>A batch was refused and goes on in halves.</summary>
    public static void Bisected(SideException refusal) =>
        Activity.Current?.AddEvent(new ActivityEvent("bisected", tags: new ActivityTagsCollection([new("bridge.side", MetricLabels.Of(refusal.Side))])));

    /// <summary>The batch ends with a failure; the message stays in the log.</summary>
    public static void Failed(Activity? batch, SideException failure)
    {
        batch?.SetTag("bridge.side", MetricLabels.Of(failure.Side)).SetTag("error.type", MetricLabels.Of(failure.Failure)).SetStatus(ActivityStatusCode.Error, MetricLabels.Of(failure.Failure)).Stop();
    }

    public void Dispose() => _source.Dispose();

    private static void Add(Activity batch, string name, long count) => batch.SetTag(name, (batch.GetTagItem(name) as long? ?? 0) + count);
}
