using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Telemetry;
using MongoC.Bson;

namespace BridgeRuntime.Status;

/// <summary>The label values of the metrics: fixed sets, so that the number of series is known in advance.</summary>
internal static class MetricLabels
{
    public const string MongoToBigPeer = "mongodb_to_bigpeer";
    public const string BigPeerToMongo = "bigpeer_to_mongodb";
    public const string Insert = "insert";
    public const string Update = "update";
    public const string Delete = "delete";

    /// <summary>Stands for whatever a fixed set does not hold. MongoDB has no operation and allows no collection of this name.</summary>
    public const string Other = "$other";

    public static IReadOnlyList<string> Directions { get; } = [MongoToBigPeer, BigPeerToMongo];

    public static IReadOnlyList<string> Operations { get; } = [Insert, Update, Delete];

    public const string Read = "read";
    public const string Written = "written";
    public const string Success = "success";
    public const string Failure = "failure";

    /// <summary>Of the Big Peer's answers; <c>none</c> where there was none.</summary>
    public static IReadOnlyList<string> StatusClasses { get; } = ["2xx", "3xx", "4xx", "5xx", "none"];

    /// <summary>What the change stream says in normal times; these start at zero.</summary>
    public static IReadOnlyList<string> DocumentEvents { get; } = ["insert", "update", "replace", "delete"];

    public static string OfEvent(string operationType) => operationType switch
    {
        "insert" or "update" or "replace" or "delete" or "drop" or "rename" or "dropDatabase" or "invalidate" => operationType,
        _ => Other,
    };

    public static string Of(Side side) => side switch
    {
        Side.Mongo => "mongodb",
        Side.BigPeer => "bigpeer",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "A side without a label."),
    };

    public static string Of(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "traces",
        OtlpSignal.Metrics => "metrics",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "A signal without a label."),
    };

    public static string OfStatus(int? status) => status switch
    {
        null => "none",
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };

    public static string Of(SideCallKind kind) => kind switch
    {
        SideCallKind.Read => "read",
        SideCallKind.Write => "write",
        SideCallKind.Command => "command",
        SideCallKind.Stream => "stream",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A call without a label."),
    };

    public static string Of(HistoryLossReason reason) => reason switch
    {
        HistoryLossReason.OplogRolledOver => "oplog_rolled_over",
        HistoryLossReason.PositionUnknown => "position_unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a label."),
    };

    public static string Of(SideFailure cause) => cause switch
    {
        SideFailure.Unavailable => "unavailable",
        SideFailure.Unauthorized => "unauthorized",
        SideFailure.Refused => "refused",
        SideFailure.Protocol => "protocol",
        SideFailure.HistoryLost => "history_lost",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "A failure without a label."),
    };

    public static string Of(ReconcileStep step) => step switch
    {
        ReconcileStep.ReadMongo => "read_mongodb",
        ReconcileStep.ReadBigPeer => "read_bigpeer",
        ReconcileStep.Intend => "intend",
        ReconcileStep.WriteMongo => "write_mongodb",
        ReconcileStep.WriteBigPeer => "write_bigpeer",
        ReconcileStep.Record => "record",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "A step without a label."),
    };

    /// <summary>What becomes of invalid documents: parked, or passed on.</summary>
    public static string OfInvalid(bool isParked) => isParked ? "parked" : "passed";

    public static string Of(FilterMove move) => move switch
    {
        FilterMove.Entered => "entered",
        FilterMove.Left => "left",
        FilterMove.Outside => "outside",
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "A move without a label."),
    };

    public static string Of(BigPeerPassKind kind) => kind switch
    {
        BigPeerPassKind.Full => "full",
        BigPeerPassKind.Changed => "changed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A pass without a label."),
    };

    public static string Of(RetryCause cause) => cause switch
    {
        RetryCause.Schedule => "schedule",
        RetryCause.Request => "request",
        RetryCause.Sweep => "sweep",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "A cause without a label."),
    };

    /// <summary>The reason's own name, as people meet it in the dead letters.</summary>
    public static string Of(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.MissingIdentity => nameof(DeadLetterReason.MissingIdentity),
        DeadLetterReason.UnsupportedIdentity => nameof(DeadLetterReason.UnsupportedIdentity),
        DeadLetterReason.DuplicateIdentity => nameof(DeadLetterReason.DuplicateIdentity),
        DeadLetterReason.IdentityMismatch => nameof(DeadLetterReason.IdentityMismatch),
        DeadLetterReason.Unreadable => nameof(DeadLetterReason.Unreadable),
        DeadLetterReason.RefusedByBigPeer => nameof(DeadLetterReason.RefusedByBigPeer),
        DeadLetterReason.RefusedByMongo => nameof(DeadLetterReason.RefusedByMongo),
        DeadLetterReason.OutsideFilter => nameof(DeadLetterReason.OutsideFilter),
        DeadLetterReason.SchemaViolation => nameof(DeadLetterReason.SchemaViolation),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a label."),
    };

    /// <summary>A dead letter is an error too: of the side that refused, else of the side whose document has no usable identity.</summary>
    public static (string Side, string Cause) ErrorOf(Side side, DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.MissingIdentity => (Of(side), "missing_identity"),
        DeadLetterReason.UnsupportedIdentity => (Of(side), "unsupported_identity"),
        DeadLetterReason.DuplicateIdentity => (Of(side), "duplicate_identity"),
        DeadLetterReason.IdentityMismatch => (Of(side), "identity_mismatch"),
        DeadLetterReason.Unreadable => (Of(side), "unreadable"),
        DeadLetterReason.RefusedByBigPeer => (Of(Side.BigPeer), Of(SideFailure.Refused)),
        DeadLetterReason.RefusedByMongo => (Of(Side.Mongo), Of(SideFailure.Refused)),
        DeadLetterReason.OutsideFilter => (Of(side), "outside_filter"),
        DeadLetterReason.SchemaViolation => (Of(side), "schema_violation"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a label."),
    };
}
