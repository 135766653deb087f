using System.Globalization;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Status;

internal sealed class BridgeMetricsTests
{
    private StatusFixture _fixture = null!;
    private BridgeMetrics _metrics = null!;

    [SetUp]
    public void Create()
    {
        _fixture = new StatusFixture();
        _metrics = new BridgeMetrics(_fixture.Status, _fixture.Time);
    }

    [TearDown]
    public void Dispose() => _metrics.Dispose();

    [TestCase("ditto_sync_operations_total{collection=\"orders\",direction=\"mongodb_to_bigpeer\",operation=\"insert\"}")]
    [TestCase("ditto_sync_operations_total{collection=\"stores\",direction=\"bigpeer_to_mongodb\",operation=\"delete\"}")]
    [TestCase("ditto_sync_errors_total{cause=\"unavailable\",side=\"bigpeer\"}")]
    [TestCase("ditto_sync_errors_total{cause=\"missing_identity\",side=\"mongodb\"}")]
    [TestCase("ditto_sync_lag_seconds")]
    [TestCase("ditto_documents_synced_total{collection=\"orders\",direction=\"bigpeer_to_mongodb\"}")]
    [TestCase("mongodb_change_stream_events_total{collection=\"orders\",operation=\"replace\"}")]
    [TestCase("bridge_echoes_total{collection=\"orders\"}")]
    [TestCase("bridge_conflicts_total{collection=\"orders\"}")]
    [TestCase("bridge_reruns_total{collection=\"orders\"}")]
    [TestCase("bridge_retries_total{cause=\"unauthorized\",side=\"mongodb\"}")]
    [TestCase("bridge_dead_letters_total{collection=\"orders\",reason=\"RefusedByBigPeer\"}")]
    [TestCase("bridge_dead_letters{reason=\"IdentityMismatch\"}")]
    [TestCase("bridge_snapshot_documents_total{collection=\"stores\"}")]
    [TestCase("bridge_big_peer_passes_total{collection=\"stores\",kind=\"changed\"}")]
    [TestCase("bridge_big_peer_documents_read_total{collection=\"stores\"}")]
    [TestCase("bridge_bisected_batches_total{collection=\"stores\"}")]
    [TestCase("bridge_mass_delete_blocked{collection=\"stores\",side=\"mongodb\"}")]
    [TestCase("bridge_stream_reopens_total")]
    [TestCase("bridge_bytes_total{flow=\"written\",side=\"bigpeer\"}")]
    [TestCase("bridge_big_peer_requests_total{status=\"none\"}")]
    [TestCase("bridge_lag_seconds{direction=\"mongodb_to_bigpeer\"}")]
    [TestCase("bridge_collection_lag_seconds{collection=\"orders\",direction=\"bigpeer_to_mongodb\"}")]
    [TestCase("bridge_snapshot_done{collection=\"orders\"}")]
    [TestCase("bridge_open_intents")]
    [TestCase("bridge_checkpoint_age_seconds")]
    [TestCase("bridge_ready")]
    [TestCase("bridge_paused")]
    [TestCase("bridge_stream_open")]
    [TestCase("bridge_side_connected{side=\"mongodb\"}")]
    public void what_is_known_in_advance_starts_at_zero(string sample) => Assert.That(Samples()[sample], Is.Zero);

    [TestCase(PlanKind.CreateInBigPeer, false, true, "mongodb_to_bigpeer", "insert")]
    [TestCase(PlanKind.RewriteInBigPeer, false, true, "mongodb_to_bigpeer", "insert")]
    [TestCase(PlanKind.DeleteInBigPeer, false, true, "mongodb_to_bigpeer", "delete")]
    [TestCase(PlanKind.CreateInMongo, true, false, "bigpeer_to_mongodb", "insert")]
    [TestCase(PlanKind.DeleteInMongo, true, false, "bigpeer_to_mongodb", "delete")]
    [TestCase(PlanKind.DeleteOnBothSides, true, true, "bigpeer_to_mongodb", "delete")]
    [TestCase(PlanKind.Merge, true, false, "bigpeer_to_mongodb", "update")]
    [TestCase(PlanKind.Merge, false, true, "mongodb_to_bigpeer", "update")]
    public void a_carried_change_is_one_operation_and_one_document(PlanKind plan, bool mongo, bool bigPeer, string direction, string operation)
    {
        Complete(Done(plan) with { WroteMongo = mongo, WroteBigPeer = bigPeer }, Done(plan) with { WroteMongo = mongo, WroteBigPeer = bigPeer });
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            [$"ditto_sync_operations_total{{collection=\"orders\",direction=\"{direction}\",operation=\"{operation}\"}}"] = 2,
            [$"ditto_documents_synced_total{{collection=\"orders\",direction=\"{direction}\"}}"] = 2,
        }));
    }

    [Test]
    public void a_merge_that_writes_both_sides_counts_for_both_directions()
    {
        Complete(Done(PlanKind.Merge) with { WroteMongo = true, WroteBigPeer = true, Conflicts = 2 });
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["ditto_sync_operations_total{collection=\"orders\",direction=\"mongodb_to_bigpeer\",operation=\"update\"}"] = 1,
            ["ditto_sync_operations_total{collection=\"orders\",direction=\"bigpeer_to_mongodb\",operation=\"update\"}"] = 1,
            ["ditto_documents_synced_total{collection=\"orders\",direction=\"mongodb_to_bigpeer\"}"] = 1,
            ["ditto_documents_synced_total{collection=\"orders\",direction=\"bigpeer_to_mongodb\"}"] = 1,
            ["bridge_conflicts_total{collection=\"orders\"}"] = 2,
        }));
    }

    [Test]
    public void echoes_and_reruns_and_silent_plans_are_no_operations()
    {
        Complete(Done(PlanKind.Nothing), Done(PlanKind.Nothing), Done(PlanKind.Record), Done(PlanKind.Forget), Outcome(PlanKind.Merge, ReconcileResult.Again), Outcome(PlanKind.Nothing, ReconcileResult.Again));
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["bridge_echoes_total{collection=\"orders\"}"] = 2,
            ["bridge_reruns_total{collection=\"orders\"}"] = 2,
        }));
    }

    [TestCase(DeadLetterReason.RefusedByBigPeer, Side.Mongo, "bigpeer", "refused")]
    [TestCase(DeadLetterReason.RefusedByMongo, Side.BigPeer, "mongodb", "refused")]
    [TestCase(DeadLetterReason.MissingIdentity, Side.Mongo, "mongodb", "missing_identity")]
    [TestCase(DeadLetterReason.IdentityMismatch, Side.BigPeer, "bigpeer", "identity_mismatch")]
    public void a_dead_letter_is_counted_by_reason_and_as_an_error(DeadLetterReason reason, Side from, string side, string cause)
    {
        _metrics.DeadLettered(Letter(reason, from));
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            [$"bridge_dead_letters_total{{collection=\"orders\",reason=\"{reason}\"}}"] = 1,
            [$"ditto_sync_errors_total{{cause=\"{cause}\",side=\"{side}\"}}"] = 1,
        }));
    }

    [Test]
    public void the_reconciler_s_letters_are_counted_by_the_store_alone_which_knows_what_is_news()
    {
        Complete(Outcome(PlanKind.Nothing, ReconcileResult.DeadLetter) with { Letter = Letter(DeadLetterReason.RefusedByMongo, Side.BigPeer), Duplicates = [Letter(DeadLetterReason.DuplicateIdentity, Side.Mongo)] });
        Assert.That(Moved(), Is.Empty);
    }

    [Test]
    public void letters_without_room_and_retries_are_counted()
    {
        _metrics.DeadLettersUnkept("orders", [Letter(DeadLetterReason.MissingIdentity, Side.Mongo), Letter(DeadLetterReason.MissingIdentity, Side.Mongo)]);
        _metrics.DeadLettersRetried("orders", RetryCause.Request, 3);
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["bridge_dead_letters_unkept_total{collection=\"orders\"}"] = 2,
            ["bridge_dead_letters_total{collection=\"orders\",reason=\"MissingIdentity\"}"] = 2,
            ["ditto_sync_errors_total{cause=\"missing_identity\",side=\"mongodb\"}"] = 2,
            ["bridge_dead_letter_retries_total{cause=\"request\",collection=\"orders\"}"] = 3,
        }));
    }

    [Test]
    public void a_document_whose_mapped_fields_changed_is_counted()
    {
        Complete(Done(PlanKind.DeleteInBigPeer) with { Moved = true });
        Assert.That(Moved()["bridge_identity_changes_total{collection=\"orders\"}"], Is.EqualTo(1));
    }

    [Test]
    public void fields_that_are_not_carried_are_counted_by_type()
    {
        var paths = new NotCarriedPaths();
        paths.Add(new FieldPath("a"), BsonType.MinKey);
        paths.Add(new FieldPath("b"), BsonType.MinKey);
        paths.Add(new FieldPath("c"), BsonType.RegularExpression);
        Complete(Done(PlanKind.Record) with { NotCarried = paths });
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["bridge_fields_not_carried_total{collection=\"orders\",type=\"minKey\"}"] = 2,
            ["bridge_fields_not_carried_total{collection=\"orders\",type=\"regex\"}"] = 1,
        }));
    }

    [Test]
    public void failures_and_retries_are_counted_by_side_and_cause()
    {
        var failure = new SideException(Side.Mongo, SideFailure.HistoryLost, "gone");
        _metrics.SideFailed(failure);
        _metrics.Retried(failure);
        _metrics.Retried(failure);
        _metrics.Bisected(_fixture.OrdersSettings, new SideException(Side.BigPeer, SideFailure.Refused, "no"));
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["ditto_sync_errors_total{cause=\"history_lost\",side=\"mongodb\"}"] = 1,
            ["bridge_retries_total{cause=\"history_lost\",side=\"mongodb\"}"] = 2,
            ["bridge_bisected_batches_total{collection=\"orders\"}"] = 1,
        }));
    }

    [Test]
    public void feeds_are_counted_and_names_from_outside_make_no_series_of_their_own()
    {
        _metrics.StreamEvents("orders", "update", 1);
        foreach (var n in Enumerable.Range(0, 100)) _metrics.StreamEvents($"c{n}", $"operation{n}", 1);
        _metrics.SnapshotRead("orders", 250);
        _metrics.BigPeerPassed("stores", BigPeerPassKind.Full);
        _metrics.BigPeerDocumentsRead("stores", 40);
        Assert.That(Moved(), Is.EquivalentTo(new Dictionary<string, double>
        {
            ["mongodb_change_stream_events_total{collection=\"orders\",operation=\"update\"}"] = 1,
            ["mongodb_change_stream_events_total{collection=\"$other\",operation=\"$other\"}"] = 100,
            ["bridge_snapshot_documents_total{collection=\"orders\"}"] = 250,
            ["bridge_big_peer_passes_total{collection=\"stores\",kind=\"full\"}"] = 1,
            ["bridge_big_peer_documents_read_total{collection=\"stores\"}"] = 40,
        }));
    }

    [Test]
    public void steps_are_timed_by_the_clock_and_batches_measured()
    {
        using (_metrics.Step(ReconcileStep.WriteBigPeer)) _fixture.Time.Advance(TimeSpan.FromMilliseconds(30));
        _metrics.BatchTaken(500);
        _metrics.BatchTaken(5001);
        var samples = Samples();
        Assert.That(samples["bridge_step_seconds_bucket{step=\"write_bigpeer\",le=\"0.025\"}"], Is.Zero);
        Assert.That(samples["bridge_step_seconds_bucket{step=\"write_bigpeer\",le=\"0.05\"}"], Is.EqualTo(1));
        Assert.That(samples["bridge_step_seconds_sum{step=\"write_bigpeer\"}"], Is.EqualTo(0.03));
        Assert.That(samples["bridge_batch_keys_bucket{le=\"200\"}"], Is.Zero);
        Assert.That(samples["bridge_batch_keys_bucket{le=\"500\"}"], Is.EqualTo(1));
        Assert.That(samples["bridge_batch_keys_bucket{le=\"5000\"}"], Is.EqualTo(1));
        Assert.That(samples["bridge_batch_keys_count"], Is.EqualTo(2));
    }

    [Test]
    public void calls_are_timed_and_weighed_by_side_and_the_big_peers_answers_counted()
    {
        _metrics.Called(new SideCall(Side.BigPeer, SideCallKind.Write, TimeSpan.FromMilliseconds(30), BytesWritten: 1000, BytesRead: 20, HttpStatus: 200));
        _metrics.Called(new SideCall(Side.BigPeer, SideCallKind.Read, TimeSpan.FromSeconds(3), BytesWritten: 5, BytesRead: 7, HttpStatus: 503));
        _metrics.Called(new SideCall(Side.BigPeer, SideCallKind.Read, TimeSpan.FromSeconds(40), BytesWritten: 5, BytesRead: 0));
        _metrics.Called(new SideCall(Side.Mongo, SideCallKind.Stream, TimeSpan.FromSeconds(1), BytesWritten: 0, BytesRead: 300));
        var samples = Samples();
        Assert.That(samples["bridge_call_seconds_bucket{call=\"write\",side=\"bigpeer\",le=\"0.025\"}"], Is.Zero);
        Assert.That(samples["bridge_call_seconds_bucket{call=\"write\",side=\"bigpeer\",le=\"0.05\"}"], Is.EqualTo(1));
        Assert.That(samples["bridge_call_seconds_count{call=\"read\",side=\"bigpeer\"}"], Is.EqualTo(2));
        Assert.That(samples.Keys, Has.None.Contains("call=\"stream\""), "a stream waits for a change; that is no latency");
        Assert.That(samples["bridge_bytes_total{flow=\"written\",side=\"bigpeer\"}"], Is.EqualTo(1010));
        Assert.That(samples["bridge_bytes_total{flow=\"read\",side=\"mongodb\"}"], Is.EqualTo(300));
        foreach (var status in new[] { "2xx", "5xx", "none" }) Assert.That(samples[$"bridge_big_peer_requests_total{{status=\"{status}\"}}"], Is.EqualTo(1));
    }

    [TestCase(200, ExpectedResult = "2xx")]
    [TestCase(302, ExpectedResult = "3xx")]
    [TestCase(401, ExpectedResult = "4xx")]
    [TestCase(504, ExpectedResult = "5xx")]
    [TestCase(null, ExpectedResult = "none")]
    public string an_http_status_is_counted_by_its_class(int? status) => MetricLabels.OfStatus(status);

    [Test]
    public void passes_are_timed_and_reopened_streams_counted()
    {
        _metrics.BigPeerPassTook("orders", BigPeerPassKind.Full, TimeSpan.FromSeconds(7));
        _metrics.StreamReopened();
        var samples = Samples();
        Assert.That(samples["bridge_big_peer_pass_seconds_bucket{collection=\"orders\",kind=\"full\",le=\"10\"}"], Is.EqualTo(1));
        Assert.That(samples["bridge_big_peer_pass_seconds_bucket{collection=\"orders\",kind=\"full\",le=\"5\"}"], Is.Zero);
        Assert.That(samples["bridge_stream_reopens_total"], Is.EqualTo(1));
    }

    [Test]
    public void gauges_show_the_status_of_the_moment()
    {
        _fixture.MakeReady();
        (_fixture.Lanes["mongo"], _fixture.OpenIntents, _fixture.Entries[StatusFixture.Stores]) = (12, 3, 77);
        _fixture.Outstanding(2.5, Side.BigPeer, StatusFixture.Stores);
        _fixture.SavedPosition = _fixture.Time.GetUtcNow();
        _fixture.Status.OplogRead(_fixture.Time.GetUtcNow() - TimeSpan.FromHours(2), whyNot: null);
        _fixture.Status.SnapshotStarted(StatusFixture.Orders, documents: 10, expected: 1000);
        _fixture.Letters[DeadLetterReason.MissingIdentity] = 4;
        _fixture.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.That(Moved(), Is.SupersetOf(new Dictionary<string, double>
        {
            ["bridge_ready"] = 1,
            ["bridge_stream_open"] = 1,
            ["bridge_side_connected{side=\"bigpeer\"}"] = 1,
            ["bridge_queue_keys{lane=\"mongo\"}"] = 12,
            ["bridge_open_intents"] = 3,
            ["bridge_queue_capacity_keys{lane=\"mongo\"}"] = 20_000,
            ["bridge_ledger_entries{collection=\"stores\"}"] = 77,
            ["bridge_oplog_window_seconds"] = 7200,
            ["bridge_snapshot_expected_documents{collection=\"orders\"}"] = 1000,
            ["bridge_snapshot_reconciled_documents{collection=\"orders\"}"] = 10,
            ["bridge_snapshot_done{collection=\"stores\"}"] = 1,
            ["ditto_sync_lag_seconds"] = 2.5,
            ["bridge_lag_seconds{direction=\"bigpeer_to_mongodb\"}"] = 2.5,
            ["bridge_collection_lag_seconds{collection=\"stores\",direction=\"bigpeer_to_mongodb\"}"] = 2.5,
            ["bridge_dead_letters{reason=\"MissingIdentity\"}"] = 4,
            ["bridge_checkpoint_age_seconds"] = 9,
        }));
        _fixture.Status.MassDeleteBlocked(StatusFixture.Stores, new MassDeleteReport("bigPeer", "3fa9c1", _fixture.Time.GetUtcNow(), 700, Releasing: false));
        _fixture.Status.OplogRead(oldest: null, "not permitted");
        var samples = Samples();
        Assert.That(samples, Does.Not.ContainKey("bridge_oplog_window_seconds").And.Not.ContainKey("bridge_ledger_entries{collection=\"orders\"}"), "what is not known has no series");
        Assert.That(samples["bridge_lag_seconds{direction=\"mongodb_to_bigpeer\"}"], Is.Zero);
        Assert.That(samples["bridge_ready"], Is.Zero);
        Assert.That(samples["bridge_mass_delete_blocked{collection=\"stores\",side=\"bigpeer\"}"], Is.EqualTo(700));
        Assert.That(samples["bridge_mass_delete_blocked{collection=\"stores\",side=\"mongodb\"}"], Is.Zero);
        Assert.That(samples["bridge_queue_keys{lane=\"bigpeer\"}"], Is.Zero);
    }

    [Test]
    public void the_process_shows_memory_processor_time_and_start()
    {
        var samples = Samples();
        Assert.That(samples["process_resident_memory_bytes"], Is.GreaterThan(1_000_000));
        Assert.That(samples["process_cpu_seconds_total"], Is.Positive);
        Assert.That(samples["process_open_fds"], Is.GreaterThan(2));
        Assert.That(samples["dotnet_gc_heap_bytes"], Is.GreaterThan(100_000).And.LessThan(samples["process_resident_memory_bytes"]));
        Assert.That(samples["dotnet_gc_allocated_bytes_total"], Is.GreaterThan(100_000));
        Assert.That(samples["dotnet_thread_pool_threads"], Is.Positive);
        var (young, all) = (GC.CollectionCount(0), Enumerable.Range(0, GC.MaxGeneration + 1).Sum(g => samples[$"dotnet_gc_collections_total{{generation=\"{g}\"}}"]));
        Assert.That(all, Is.EqualTo(young).Within(5), "each collection is counted once");
        var start = DateTimeOffset.UnixEpoch.AddSeconds(samples["process_start_time_seconds"]);
        Assert.That(start, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromHours(1)));
    }

    [Test]
    public void every_label_value_of_every_enumeration_is_told_apart()
    {
        Assert.That(Enum.GetValues<Side>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<SideFailure>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<SideCallKind>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<ReconcileStep>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<DeadLetterReason>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<BigPeerPassKind>().Select(MetricLabels.Of), Is.Unique);
        Assert.That(Enum.GetValues<BsonType>().Select(BsonTypeAlias.Of), Is.Unique);
    }

    private static ReconcileOutcome Outcome(PlanKind plan, ReconcileResult result) => new(default, result) { Plan = plan };

    private static ReconcileOutcome Done(PlanKind plan) => Outcome(plan, ReconcileResult.Done);

    private static DeadLetter Letter(DeadLetterReason reason, Side side) => new(side, StatusFixture.Orders, Id: null, MongoId: null, reason, "because");

    private void Complete(params ReconcileOutcome[] outcomes) => _metrics.Completed(_fixture.OrdersSettings, outcomes);

    /// <summary>What is not zero, but for the process.</summary>
    private Dictionary<string, double> Moved() => Samples().Where(s => s.Value != 0 && !s.Key.StartsWith("process_", StringComparison.Ordinal) && !s.Key.StartsWith("dotnet_", StringComparison.Ordinal) && !s.Key.StartsWith("bridge_build_info", StringComparison.Ordinal)).ToDictionary();

    private Dictionary<string, double> Samples() => _metrics.Exporter.Collect().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(l => l[0] != '#').ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
