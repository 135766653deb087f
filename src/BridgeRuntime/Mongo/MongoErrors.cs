using BridgeRuntime.Documents;
using MongoC;

namespace BridgeRuntime.Mongo;

/// <summary>What each failure of MongoDB means for the data path. The codes are MongoDB's (src/mongo/base/error_codes.yml).</summary>
internal static class MongoErrors
{
    private const int DuplicateKey = 11000;
    private const int PathNotViable = 28;
    private const int ChangeStreamHistoryLost = 286;
    private const int ChangeStreamFatal = 280;
    private const int InvalidResumeToken = 260;

    public static SideException Of(MongoException error) => new(Side.Mongo, FailureOf(error), Words(error), error);

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

    /// <summary>What became of one operation of a bulk that the server refused.</summary>
    /// <param name="error">The server's error.</param>
    /// <param name="identityFields">The fields whose uniqueness means that somebody else was first.</param>
    public static MongoWriteOutcome Of(BulkWriteError error, IReadOnlyCollection<string> identityFields)
    {
        // No plan leads a path through a value: somebody put one where a map was, or nothing.
        if (error.Transient || error.Code == PathNotViable) return new MongoWriteOutcome(MongoWriteResult.Overtaken);
        if (error.Code != DuplicateKey) return new MongoWriteOutcome(MongoWriteResult.Refused, $"MongoDB refused the document with code {error.Code}{Hint(error.Code)}");
        var pattern = KeyPattern(error.Details);
        return pattern.All(f => f == "_id" || identityFields.Contains(f))
            ? new MongoWriteOutcome(MongoWriteResult.Overtaken)
            : new MongoWriteOutcome(MongoWriteResult.Refused, $"MongoDB refused the document: another has the same value of {string.Join(", ", pattern)}, which a unique index forbids. Change one of the two.");
    }

    private static SideFailure FailureOf(MongoException error) => error switch
    {
        { Kind: MongoErrorKind.Authentication or MongoErrorKind.Unauthorized } => SideFailure.Unauthorized,
        { Code: ChangeStreamHistoryLost or ChangeStreamFatal or InvalidResumeToken } => SideFailure.HistoryLost,
        { Transient: true } => SideFailure.Unavailable,
        { Kind: MongoErrorKind.Server } => SideFailure.Refused,
        _ => SideFailure.Protocol,
    };

    private static string Words(MongoException error) => error.Kind switch
    {
        _ when FailureOf(error) == SideFailure.HistoryLost => $"HistoryLost: the oplog no longer holds the bridge's position ({error.Code}). Drop the bridge's __ditto_connector_ collections and start with initialSync: true; both sides are merged, and no document is removed.",
        MongoErrorKind.Authentication => "MongoDB refuses the credentials. Check user, password and authSource in the connection string.",
        MongoErrorKind.Unauthorized => "The MongoDB user lacks a permission. Grant readWrite on the database.",
        _ => $"MongoDB failed ({error.Kind}{(error.Code == 0 ? "" : $" {error.Code}")}): {error.Message}",
    };

    private static string Hint(int code) => code switch
    {
        121 => " (DocumentValidationFailure): it fails the collection's validator. Correct the document in Ditto or relax the validator.",
        10334 or 17420 => " (BSONObjectTooLarge): it is larger than 16 MiB.",
        _ => ".",
    };

    private static List<string> KeyPattern(ReadOnlyMemory<byte> details)
    {
        var names = new List<string>();
        if (BsonDocuments.Nested(details, "keyPattern") is not { } pattern) return ["_id"];
        foreach (var field in new MongoC.Bson.BsonReader(pattern)) names.Add(field.Name);
        return names;
    }
}
