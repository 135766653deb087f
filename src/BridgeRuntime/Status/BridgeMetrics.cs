using System.Diagnostics.Metrics;
using BridgeModel.Schemas;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Telemetry;
using MongoC.Bson;
using ProgramEndpoints.Metrics;

namespace BridgeRuntime.Status;

/// <summary>
/// Every instrument of the program. An instrument's name is the name that Prometheus sees. Label values come from the configuration or from
/// fixed sets (<see cref="MetricLabels"/>), so the number of series is bounded; counters start at zero wherever the labels are known.
/// </summary>
internal sealed class BridgeMetrics : IReconcileObserver, IDisposable
{
    public const string MeterName = "BigPeerDataBridge";

    // Up to the largest batch that can be configured.
    private static readonly InstrumentAdvice<long> KeyBuckets = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] };

    // From one local read to the default time limit of a call to the Big Peer.
    private static readonly InstrumentAdvice<double> StepBuckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>From a lookup in a small collection to a read of a large Big Peer.</summary>
    private static readonly InstrumentAdvice<double> PassBuckets = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900] };

    private readonly BridgeStatus _status;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _collections;
    private readonly Meter _meter = new(MeterName, typeof(BridgeMetrics).Assembly.GetName().Version?.ToString(3));

    private readonly Counter<long> _operations;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _streamEvents;
    private readonly Histogram<long> _batchKeys;
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _echoes;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _reruns;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _unkept;
    private readonly Counter<long> _letterRetries;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _notCarried;
    private readonly Counter<long> _snapshotDocuments;
    private readonly Counter<long> _bigPeerPasses;
    private readonly Counter<long> _bigPeerDocuments;
    private readonly Counter<long> _bisected;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _reopens;
    private readonly Counter<long> _streamWedges;
    private readonly Counter<long> _pollWedges;
    private readonly Counter<long> _exports;
    private readonly Counter<long> _losses;
    private readonly Counter<long> _swept;
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _passes;
    private readonly StatusMetrics? _gauges;
    private readonly Counter<long> _filterMoves;
    private readonly Counter<long> _violations;

    /// <param name="status">Gives the gauges their values, and the names of the collections.</param>
    /// <param name="time">Times the steps.</param>
    public BridgeMetrics(BridgeStatus status, TimeProvider time)
    {
        (_status, _time, _collections) = (status, time, [.. status.Collections]);
        // Before the first count, so that none is lost.
        Exporter = new PrometheusTextExporter([_meter], () => _gauges?.Forget());

        _operations = Counter("ditto_sync_operations_total", "{operation}", "Documents inserted, updated or deleted on the side that the direction leads to.");
        _errors = Counter("ditto_sync_errors_total", "{error}", "Failed calls to a side by what the failure means, and documents parked as dead letters by why.");
        _documents = Counter("ditto_documents_synced_total", "{document}", "Documents whose change was carried over to the other side.");
        _streamEvents = Counter("mongodb_change_stream_events_total", "{event}", "Events received from MongoDB's change stream, the bridge's own echoes included.");
        _batchKeys = _meter.CreateHistogram("bridge_batch_keys", "{key}", "Keys in the batches that workers took from the queue.", tags: null, KeyBuckets);
        _steps = _meter.CreateHistogram("bridge_step_seconds", "s", "Time that the steps of a batch took, in seconds.", tags: null, StepBuckets);
        _echoes = Counter("bridge_echoes_total", "{key}", "Hints that found nothing to do: echoes of the bridge's own writes, and late or doubled hints.");
        _conflicts = Counter("bridge_conflicts_total", "{conflict}", "Field paths changed on both sides to different values and settled by the conflict policy.");
        _reruns = Counter("bridge_reruns_total", "{key}", "Keys that ran again because somebody else wrote in between.");
        _retries = Counter("bridge_retries_total", "{retry}", "Work tried again after a failure of a side.");
        _deadLetters = Counter("bridge_dead_letters_total", "{document}", "Times that a document was parked because it cannot be synchronised.");
        _unkept = Counter("bridge_dead_letters_unkept_total", "{document}", "Times that a document could not be parked because as many letters lie there as may.");
        _letterRetries = Counter("bridge_dead_letter_retries_total", "{document}", "Parked documents tried again on schedule, on request, or because their collection was looked through.");
        _moved = Counter("bridge_identity_changes_total", "{document}", "Documents whose mapped fields changed in MongoDB: the old Ditto document is deleted.");
        _notCarried = Counter("bridge_fields_not_carried_total", "{field}", "Fields met in MongoDB whose BSON type a Ditto document cannot hold.");
        _snapshotDocuments = Counter("bridge_snapshot_documents_total", "{document}", "Documents read by the snapshot of MongoDB.");
        _bigPeerPasses = Counter("bridge_big_peer_passes_total", "{pass}", "Finished passes over the Big Peer: full, or of changed documents only.");
        _bigPeerDocuments = Counter("bridge_big_peer_documents_read_total", "{document}", "Documents received from the Big Peer by its passes.");
        _bisected = Counter("bridge_bisected_batches_total", "{batch}", "Batches that a side refused and that were tried again in halves.");
        _filterMoves = Counter("bridge_filter_documents_total", "{document}", "Documents that came to match their collection's filter, stopped matching it, or were looked at and did not match.");
        _bytes = Counter("bridge_bytes_total", "By", "BSON and JSON exchanged with a side, in bytes, without what transport adds and before compression.");
        _requests = Counter("bridge_big_peer_requests_total", "{request}", "HTTP requests to the Big Peer by the class of the answer's status; none: there was no answer.");
        _reopens = Counter("bridge_stream_reopens_total", "{opening}", "Times that MongoDB's change stream was opened again after a failure.");
        _losses = Counter("bridge_history_lost_total", "{gap}", "Times that MongoDB did not go on from the bridge's position, so that both sides had to be looked through.");
        _swept = Counter("bridge_swept_documents_total", "{document}", "Entries of the ledger and documents of MongoDB looked at because no event names what changed: after lost history, a drop or a rename.");
        _streamWedges = Counter("bridge_stream_wedges_total", "{wedge}", "Times that MongoDB's change stream stayed open and stood still while the database moved on, and was opened anew.");
        _pollWedges = Counter("bridge_poll_wedges_total", "{wedge}", "Times that the look at the Big Peer stood still, or saw only a view that lacks what the bridge wrote, and was begun anew over new connections.");
        _exports = Counter("bridge_otlp_exports_total", "{export}", "Times that traces or metrics were sent to an OpenTelemetry collector, by how that went.");
        _calls = _meter.CreateHistogram("bridge_call_seconds", "s", "Time that calls to a side took, in seconds.", tags: null, StepBuckets);
        _passes = _meter.CreateHistogram("bridge_big_peer_pass_seconds", "s", "Time that passes over one collection of the Big Peer took, in seconds.", tags: null, PassBuckets);
        _violations = Counter("bridge_schema_violations_total", "{document}", "Documents that violate the schema of the version they claim, parked or passed on.");
        _gauges = StatusMetrics.Observe(_meter, status, time);
        ProcessMetrics.Observe(_meter);
        StartAtZero();
    }

    /// <summary>What <c>/metrics</c> answers with.</summary>
    public PrometheusTextExporter Exporter { get; }

    /// <summary>A call to a side failed.</summary>
    public void SideFailed(SideException failure) => _errors.Add(1, new("side", MetricLabels.Of(failure.Side)), new("cause", MetricLabels.Of(failure.Failure)));

    /// <summary>Work is tried again after the failure.</summary>
    public void Retried(SideException failure) => _retries.Add(1, new("side", MetricLabels.Of(failure.Side)), new("cause", MetricLabels.Of(failure.Failure)));

    /// <summary>Events came from the change stream; <paramref name="operationType"/> is MongoDB's word.</summary>
    public void StreamEvents(string collection, string operationType, int count) =>
        _streamEvents.Add(count, Collection(collection), new("operation", MetricLabels.OfEvent(operationType)));

    /// <summary>A worker took a batch from the queue.</summary>
    public void BatchTaken(int keys) => _batchKeys.Record(keys);

    /// <summary>A call to a side has ended.</summary>
    public void Called(in SideCall call)
    {
        var side = new KeyValuePair<string, object?>("side", MetricLabels.Of(call.Side));
        if (call.Kind != SideCallKind.Stream) _calls.Record(call.Took.TotalSeconds, side, new("call", MetricLabels.Of(call.Kind)));
        _bytes.Add(call.BytesRead, side, new("flow", MetricLabels.Read));
        _bytes.Add(call.BytesWritten, side, new("flow", MetricLabels.Written));
        if (call.Side == Side.BigPeer) _requests.Add(1, new KeyValuePair<string, object?>("status", MetricLabels.OfStatus(call.HttpStatus)));
    }

    /// <summary>The change stream was opened again.</summary>
    public void StreamReopened() => _reopens.Add(1);

    /// <summary>The change stream stood still and is opened anew.</summary>
    public void StreamWedged() => _streamWedges.Add(1);

    /// <summary>The look at the Big Peer stood still and is begun anew.</summary>
    public void PollWedged() => _pollWedges.Add(1);

    /// <summary>Traces or metrics were sent to a collector, or could not be.</summary>
    public void Exported(OtlpSignal signal, bool succeeded) =>
        _exports.Add(1, new("signal", MetricLabels.Of(signal)), new("result", succeeded ? MetricLabels.Success : MetricLabels.Failure));

    /// <summary>A pass over one collection took so long.</summary>
    public void BigPeerPassTook(string collection, BigPeerPassKind kind, TimeSpan took) =>
        _passes.Record(took.TotalSeconds, Collection(collection), new("kind", MetricLabels.Of(kind)));

    /// <summary>The snapshot read a page of documents.</summary>
    public void SnapshotRead(string collection, int documents) => _snapshotDocuments.Add(documents, Collection(collection));

    /// <summary>A pass read a page of documents.</summary>
    public void BigPeerDocumentsRead(string collection, int documents) => _bigPeerDocuments.Add(documents, Collection(collection));

    /// <summary>A pass over the Big Peer is finished.</summary>
    public void BigPeerPassed(string collection, BigPeerPassKind kind) =>
        _bigPeerPasses.Add(1, Collection(collection), new("kind", MetricLabels.Of(kind)));

    /// <summary>Documents could not be parked for want of room.</summary>
    public void DeadLettersUnkept(string collection, IReadOnlyList<DeadLetter> letters)
    {
        foreach (var letter in letters) DeadLettered(letter);
        _unkept.Add(letters.Count, Collection(collection));
    }

    /// <summary>Parked documents are tried again.</summary>
    public void DeadLettersRetried(string collection, RetryCause cause, int count) => _letterRetries.Add(count, Collection(collection), new("cause", MetricLabels.Of(cause)));

    /// <summary>MongoDB does not go on from the bridge's position.</summary>
    public void HistoryLost(HistoryLossReason reason) => _losses.Add(1, new KeyValuePair<string, object?>("reason", MetricLabels.Of(reason)));

    /// <summary>Documents of a collection are looked at because no event names what changed.</summary>
    public void Swept(string collection, int documents) => _swept.Add(documents, Collection(collection));

    /// <summary>A document was parked.</summary>
    public void DeadLettered(DeadLetter letter)
    {
        _deadLetters.Add(1, Collection(letter.Collection), new("reason", MetricLabels.Of(letter.Reason)));
        var (side, cause) = MetricLabels.ErrorOf(letter.Side, letter.Reason);
        _errors.Add(1, new("side", side), new("cause", cause));
    }

    public IDisposable Step(ReconcileStep step) => new StepTimer(this, step);

    public void Bisected(CollectionSettings collection, SideException refusal) => _bisected.Add(1, Collection(collection.Name));

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes)
    {
        var tally = new BatchTally();
        foreach (var outcome in outcomes)
        {
            tally.Add(outcome);
            if (outcome.Moved) _moved.Add(1, Collection(collection.Name));
            if (outcome.Violation is { } violation && outcome.Result != ReconcileResult.Again)
                _violations.Add(1, Collection(collection.Name), new("version", violation.Version), new("action", MetricLabels.OfInvalid(outcome.Result == ReconcileResult.DeadLetter)));
            foreach (var (_, type) in outcome.NotCarried.Paths) _notCarried.Add(1, Collection(collection.Name), new("type", BsonTypeAlias.Of(type)));
        }
        foreach (var ((direction, operation), count) in tally.Operations)
        {
            _operations.Add(count, Collection(collection.Name), new("direction", direction), new("operation", operation));
            _documents.Add(count, Collection(collection.Name), new("direction", direction));
        }
        foreach (var (move, count) in tally.FilterMoves) _filterMoves.Add(count, Collection(collection.Name), new("move", MetricLabels.Of(move)));
        _echoes.Add(tally.Echoes, Collection(collection.Name));
        _conflicts.Add(tally.Conflicts, Collection(collection.Name));
        _reruns.Add(tally.Reruns, Collection(collection.Name));
    }

    public void Dispose()
    {
        Exporter.Dispose();
        _meter.Dispose();
    }

    private Counter<long> Counter(string name, string unit, string help) => _meter.CreateCounter<long>(name, unit, help);

    /// <summary>A collection that is not configured must not make series of its own.</summary>
    private KeyValuePair<string, object?> Collection(string name) => new("collection", _collections.Contains(name) ? name : MetricLabels.Other);

    private void StartAtZero()
    {
        var reasons = Enum.GetValues<DeadLetterReason>();
        foreach (var collection in _status.Collections.Select(Collection))
        {
            foreach (var counter in new[] { _unkept, _swept, _moved, _echoes, _conflicts, _reruns, _snapshotDocuments, _bigPeerDocuments, _bisected }) counter.Add(0, collection);
            foreach (var direction in MetricLabels.Directions)
            {
                _documents.Add(0, collection, new("direction", direction));
                foreach (var operation in MetricLabels.Operations) _operations.Add(0, collection, new("direction", direction), new("operation", operation));
            }
            foreach (var operation in MetricLabels.DocumentEvents) _streamEvents.Add(0, collection, new("operation", operation));
            foreach (var kind in Enum.GetValues<BigPeerPassKind>()) _bigPeerPasses.Add(0, collection, new("kind", MetricLabels.Of(kind)));
            foreach (var cause in Enum.GetValues<RetryCause>()) _letterRetries.Add(0, collection, new("cause", MetricLabels.Of(cause)));
            foreach (var move in Enum.GetValues<FilterMove>()) _filterMoves.Add(0, collection, new("move", MetricLabels.Of(move)));
            foreach (var isParked in new[] { true, false }) _violations.Add(0, collection, new("version", DocumentSchemas.Unknown), new("action", MetricLabels.OfInvalid(isParked)));
            foreach (var reason in reasons) _deadLetters.Add(0, collection, new("reason", MetricLabels.Of(reason)));
        }
        _reopens.Add(0);
        foreach (var reason in Enum.GetValues<HistoryLossReason>()) _losses.Add(0, new KeyValuePair<string, object?>("reason", MetricLabels.Of(reason)));
        _streamWedges.Add(0);
        _pollWedges.Add(0);
        foreach (var signal in Enum.GetValues<OtlpSignal>())
        {
            foreach (var result in new[] { MetricLabels.Success, MetricLabels.Failure }) _exports.Add(0, new("signal", MetricLabels.Of(signal)), new("result", result));
        }
        foreach (var status in MetricLabels.StatusClasses) _requests.Add(0, new KeyValuePair<string, object?>("status", status));
        foreach (var side in Enum.GetValues<Side>())
        {
            foreach (var flow in new[] { MetricLabels.Read, MetricLabels.Written }) _bytes.Add(0, new("side", MetricLabels.Of(side)), new("flow", flow));
            foreach (var cause in Enum.GetValues<SideFailure>())
            {
                _errors.Add(0, new("side", MetricLabels.Of(side)), new("cause", MetricLabels.Of(cause)));
                _retries.Add(0, new("side", MetricLabels.Of(side)), new("cause", MetricLabels.Of(cause)));
            }
            foreach (var (labelledSide, cause) in reasons.Select(r => MetricLabels.ErrorOf(side, r))) _errors.Add(0, new("side", labelledSide), new("cause", cause));
        }
    }

    private sealed class StepTimer(BridgeMetrics metrics, ReconcileStep step) : IDisposable
    {
        private readonly long _start = metrics._time.GetTimestamp();

        public void Dispose() =>
            metrics._steps.Record(metrics._time.GetElapsedTime(_start).TotalSeconds, new KeyValuePair<string, object?>("step", MetricLabels.Of(step)));
    }
}
