using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Preflight;
using MongoC;

namespace BridgeRuntime.Mongo;

/// <summary>What each failure of MongoDB means for the data path. The codes are MongoDB's (src/mongo/base/error_codes.yml).</summary>
internal static class MongoErrors
{
    public const int DuplicateKey = 11000;
    private const int PathNotViable = 28;
    private const int ChangeStreamHistoryLost = 286;
    private const int ChangeStreamFatal = 280;
    private const int InvalidResumeToken = 260;
    private const int CappedPositionLost = 136;
    private const int OlderInvalidResumeToken = 40615;
    private const int NeedsReplicaSet = 40573;

    public static SideException Of(MongoException error) => new(Side.Mongo, FailureOf(error), Words(error), error) { Reason = ReasonOf(error) };

    /// <summary>Runs a call and gives its failure as the data path knows it.</summary>
    public static async Task<T> TranslateAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (MongoException e)
        {
            throw Of(e);
        }
    }

    /// <summary>
    /// Gives back a bulk's result. An operation that failed for what may pass (a full disk, a primary that stepped down in the middle) is no fault of its document: all run again, when the side
    /// is there again.
    /// </summary>
    /// <exception cref="SideException">MongoDB is unavailable.</exception>
    public static BulkWriteResult Judged(BulkWriteResult result) => result.WriteErrors.FirstOrDefault(e => e.Transient) is { } passing
        ? throw new SideException(Side.Mongo, SideFailure.Unavailable, $"MongoDB cannot write now (code {passing.Code}); MongoDB's list of error codes says why.")
        : result;

    /// <summary>What became of one operation of a bulk that the server refused for its document.</summary>
    /// <param name="error">The server's error.</param>
    /// <param name="identityFields">The fields whose uniqueness means that somebody else was first.</param>
    public static MongoWriteOutcome Of(BulkWriteError error, IReadOnlyCollection<string> identityFields)
    {
        // No plan leads a path through a value: somebody put one where a map was, or nothing.
        if (error.Code == PathNotViable) return new MongoWriteOutcome(MongoWriteResult.Overtaken);
        if (error.Code != DuplicateKey) return new MongoWriteOutcome(MongoWriteResult.Refused, $"MongoDB refused the document with code {error.Code}{Hint(error)}");
        var pattern = KeyPattern(error.Details);
        return pattern.All(f => f == "_id" || identityFields.Contains(f))
            ? new MongoWriteOutcome(MongoWriteResult.Overtaken)
            : new MongoWriteOutcome(MongoWriteResult.Refused, $"MongoDB refused the document: another has the same value of {string.Join(", ", pattern)}, which a unique index forbids. Change one of the two.");
    }

    /// <summary>What made the stream lose its position: whether the oplog held it once.</summary>
    public static HistoryLossReason LossOf(SideException failure) =>
        failure.InnerException is MongoException { Code: ChangeStreamHistoryLost or CappedPositionLost } ? HistoryLossReason.OplogRolledOver : HistoryLossReason.PositionUnknown;

    private static SideFailure FailureOf(MongoException error) => error switch
    {
        { Kind: MongoErrorKind.Authentication or MongoErrorKind.Unauthorized } => SideFailure.Unauthorized,
        { Code: ChangeStreamHistoryLost or CappedPositionLost or ChangeStreamFatal or InvalidResumeToken or OlderInvalidResumeToken } => SideFailure.HistoryLost,
        { Transient: true } => SideFailure.Unavailable,
        { Kind: MongoErrorKind.Server } => SideFailure.Refused,
        _ => SideFailure.Protocol,
    };

    private static ProblemReason? ReasonOf(MongoException error) => error switch
    {
        { Kind: MongoErrorKind.InvalidConnectionString } => ProblemReason.InvalidConnectionString,
        { Kind: MongoErrorKind.ServerSelection or MongoErrorKind.Network } => ProblemReason.MongoUnreachable,
        { Kind: MongoErrorKind.Authentication } => ProblemReason.AuthenticationFailed,
        { Kind: MongoErrorKind.Unauthorized } => ProblemReason.NotAuthorized,
        { Code: NeedsReplicaSet } => ProblemReason.NotAReplicaSet,
        _ => null,
    };

    private static string Words(MongoException error) => error.Kind switch
    {
        _ when FailureOf(error) == SideFailure.HistoryLost => error.Code is ChangeStreamHistoryLost or CappedPositionLost
            ? $"HistoryLost: MongoDB's oplog no longer holds the bridge's position ({error.Code})"
            : $"HistoryLost: MongoDB does not know the bridge's position ({error.Code}): it is another deployment, or was restored or rolled back",
        MongoErrorKind.ServerSelection or MongoErrorKind.Network => $"Failed to connect to MongoDB: {error.Message}. Check host, port, TLS options and what lies between.",
        MongoErrorKind.Authentication => "MongoDB refuses the credentials. Check user, password and authSource in the connection string.",
        MongoErrorKind.Unauthorized => "The MongoDB user lacks a permission. Grant readWrite on the database.",
        _ when error.Code == NeedsReplicaSet => "MongoDB is a stand-alone server, which has no change streams. Start it with --replSet and run rs.initiate(); a replica set of one member is enough.",
        _ => $"MongoDB failed ({error.Kind}{(error.Code == 0 ? "" : $" {error.Code}")}): {error.Message}",
    };

    private static string Hint(BulkWriteError error) => error.Code switch
    {
        121 => $" (DocumentValidationFailure): it fails the collection's validator{ValidatorWords.Of(error.Details)}. Correct the document in Ditto or relax the validator.",
        10334 or 17419 or 17420 => " (BSONObjectTooLarge): it would be larger than 16 MiB there. Make it smaller in Ditto, or remove in MongoDB what Ditto does not carry.",
        15 => " (Overflow): it nests too deeply for MongoDB. Make it flatter in Ditto.",
        52 or 55 or 56 or 57 => ": the name of a field is one that MongoDB does not store there (a dollar in front, a dot, or empty). Rename the field in Ditto.",
        53 => " (InvalidIdField): MongoDB takes no such _id. Delete the document in Ditto and create it with another.",
        _ => ". MongoDB's list of error codes says what that means; correct the document in Ditto or what refuses it in MongoDB.",
    };

    private static List<string> KeyPattern(ReadOnlyMemory<byte> details)
    {
        var names = new List<string>();
        if (BsonDocuments.Nested(details, "keyPattern") is not { } pattern) return ["_id"];
        foreach (var field in new MongoC.Bson.BsonReader(pattern)) names.Add(field.Name);
        return names;
    }
}
