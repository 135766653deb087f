using System.Collections.Frozen;

namespace MongoC;

/// <summary>
/// The only place that judges errors: of which kind one is, and whether trying again, without changing anything, may help.
/// Codes of the server: mongodb/mongo src/mongo/base/error_codes.yml. Which are retryable: the driver specifications in
/// mongodb/specifications, "retryable writes", "retryable reads", "server discovery and monitoring" and "change streams".
/// </summary>
internal static class MongoErrorClassifier
{
    /// <summary>AuthenticationFailed; also what libmongoc's own code for a refused login is turned into.</summary>
    public const int AuthenticationFailed = 18;

    // mongoc_error_code_t of 1.23 (mongoc-error.h).
    private const uint ClientNotReady = 7;
    private const uint ClientAuthenticate = 11;
    private const uint ClientNoAcceptablePeer = 12;
    private const uint ServerSelectionFailure = 13053;

    private const int Unauthorized = 13;

    private static readonly FrozenSet<int> TransientCodes = new[]
    {
        6,     // HostUnreachable            retryable writes, retryable reads, change streams
        7,     // HostNotFound               same
        24,    // LockTimeout                error_codes.yml: the lock may be free the next time
        43,    // CursorNotFound             change streams: resumable; a find starts over
        50,    // MaxTimeMSExpired           the command took too long this time
        63,    // StaleShardVersion          change streams
        64,    // WriteConcernFailed         the members may catch up
        89,    // NetworkTimeout             retryable writes, retryable reads, change streams
        91,    // ShutdownInProgress         same; SDAM "node is shutting down"
        112,   // WriteConflict              error_codes.yml, label TransientTransactionError
        133,   // FailedToSatisfyReadPreference  change streams
        134,   // ReadConcernMajorityNotAvailableYet  retryable reads
        150,   // StaleEpoch                 change streams
        175,   // QueryPlanKilled            the collection changed under the plan
        189,   // PrimarySteppedDown         retryable writes, retryable reads, SDAM "not primary"
        202,   // NetworkInterfaceExceededTimeLimit  a router's call to a shard
        234,   // RetryChangeStream          change streams
        237,   // CursorKilled               error_codes.yml: somebody or a time limit ended the cursor
        251,   // NoSuchTransaction          label TransientTransactionError: the transaction starts over
        262,   // ExceededTimeLimit          retryable writes, change streams
        290,   // TransactionExceededLifetimeLimitSeconds  the transaction starts over
        317,   // ConnectionPoolExpired      a router's connections to a shard
        365,   // TemporarilyUnavailable     error_codes.yml
        384,   // ConnectionError            a router's connections
        391,   // ReauthenticationRequired   error_codes.yml
        462,   // IngressRequestRateLimitExceeded  the server sheds load
        9001,  // SocketException            retryable writes, retryable reads
        10058, // LegacyNotPrimary           SDAM "not primary"
        10107, // NotWritablePrimary         retryable writes, SDAM "not primary"
        11600, // InterruptedAtShutdown      retryable writes, SDAM "node is shutting down"
        11602, // InterruptedDueToReplStateChange  retryable writes, SDAM "node is recovering"
        13388, // StaleConfig                change streams
        13435, // NotPrimaryNoSecondaryOk    retryable writes, SDAM "not primary"
        13436, // NotPrimaryOrSecondary      retryable writes, SDAM "node is recovering"
        14031, // OutOfDiskSpace             error_codes.yml: no document is to blame, and space may be made
    }.ToFrozenSet();

    private static readonly FrozenSet<string> TransientLabels = new[]
    {
        "RetryableWriteError", // retryable writes
        "TransientTransactionError", // transactions
        "UnknownTransactionCommitResult", // transactions: the commit is repeated
        "ResumableChangeStreamError", // change streams
        "NetworkError", // handshake and load balancer specifications
        "SystemOverloadedError", // client backpressure
    }.ToFrozenSet(StringComparer.Ordinal);

    // These stay wrong however often they are tried, whatever label or domain they come with.
    private static readonly FrozenSet<int> PermanentCodes = new[]
    {
        Unauthorized,
        AuthenticationFailed,
        11,    // UserNotFound
        136,   // CappedPositionLost         change streams: not resumable
        260,   // InvalidResumeToken
        280,   // ChangeStreamFatalError     change streams: not resumable
        286,   // ChangeStreamHistoryLost    the oplog has rolled over
        11601, // Interrupted                somebody ended this operation on purpose
        40573, // The $changeStream stage is only supported on replica sets
        40615, // An older server's word for an invalid resume token
    }.ToFrozenSet();

    /// <summary>The code as the server would say it: libmongoc replaces the server's 18 by its own for a refused login.</summary>
    public static int Code(MongoErrorKind kind, MongoErrorDomain domain, uint code) =>
        kind == MongoErrorKind.Authentication && IsLogin(domain, code) ? AuthenticationFailed : unchecked((int)code);

    public static MongoErrorKind Kind(MongoErrorDomain domain, uint code, string message) => domain switch
    {
        // libmongoc gives every failure during the login this code, also a connection that breaks (mongoc-cluster.c of 1.23.1). Only the words it puts
        // before a failure to send or to read (RUN_CMD_ERR_DECORATE) tell that the server did not refuse anything.
        _ when IsLogin(domain, code) => message.StartsWith("Failed to send \"", StringComparison.Ordinal) ? MongoErrorKind.Network : MongoErrorKind.Authentication,
        MongoErrorDomain.Sasl or MongoErrorDomain.Scram => MongoErrorKind.Authentication,
        MongoErrorDomain.ServerSelection => MongoErrorKind.ServerSelection,
        MongoErrorDomain.Stream => MongoErrorKind.Network,
        MongoErrorDomain.Client when code is ClientNotReady or ClientNoAcceptablePeer => MongoErrorKind.Network,
        MongoErrorDomain.WriteConcern => MongoErrorKind.WriteConcern,
        MongoErrorDomain.Server or MongoErrorDomain.Query => code switch
        {
            AuthenticationFailed => MongoErrorKind.Authentication,
            Unauthorized => MongoErrorKind.Unauthorized,
            _ => MongoErrorKind.Server,
        },
        _ => MongoErrorKind.Driver,
    };

    public static bool IsTransient(MongoErrorKind kind, uint code, IReadOnlyList<string> labels)
    {
        switch (kind)
        {
            case MongoErrorKind.Network:
                return true;
            case MongoErrorKind.ServerSelection:
                // Another code there means a server of the wrong version or an id that never existed.
                return code == ServerSelectionFailure;
            case MongoErrorKind.Server or MongoErrorKind.WriteConcern:
                if (PermanentCodes.Contains(unchecked((int)code))) return false;
                return TransientCodes.Contains(unchecked((int)code)) || labels.Any(TransientLabels.Contains);
            case MongoErrorKind.Driver:
                return labels.Any(TransientLabels.Contains);
            default:
                return false;
        }
    }

    private static bool IsLogin(MongoErrorDomain domain, uint code) => domain == MongoErrorDomain.Client && code == ClientAuthenticate;
}
