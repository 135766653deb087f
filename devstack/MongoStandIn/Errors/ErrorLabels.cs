using MongoStandIn.Commands;

namespace MongoStandIn.Errors;

/// <summary>The labels that MongoDB puts on an error so that a client knows what it may do about it.</summary>
internal static class ErrorLabels
{
    public const string TransientTransaction = "TransientTransactionError";
    public const string RetryableWrite = "RetryableWriteError";
    public const string NoWritesPerformed = "NoWritesPerformed";
    public const string ResumableChangeStream = "ResumableChangeStreamError";
    public const string NonResumableChangeStream = "NonResumableChangeStreamError";

    /// <param name="context">The command; null when it did not get as far as having one.</param>
    /// <param name="code">The command's error, or none.</param>
    /// <param name="writeConcernCode">The code of its write concern error, or none.</param>
    /// <param name="wroteNothing">Whether the oplog is where it was before the command.</param>
    public static List<string> For(CommandContext? context, ErrorCode code, ErrorCode writeConcernCode, bool wroteNothing)
    {
        var labels = new List<string>();
        if (context is null) return labels;
        if (context.IsTransactional && IsTransient(code, writeConcernCode, context.EndsTransaction)) labels.Add(TransientTransaction);
        else if ((context.Retry is not null || (context.IsTransactional && context.EndsTransaction)) && (IsRetriable(code) || IsRetriable(writeConcernCode)))
        {
            labels.Add(RetryableWrite);
            if (wroteNothing) labels.Add(NoWritesPerformed);
        }
        if (labels.Count == 0 && context.ReadsChangeStream && writeConcernCode == ErrorCode.None && (IsRetriable(code) || code is ErrorCode.RetryChangeStream or ErrorCode.FailedToSatisfyReadPreference)) labels.Add(ResumableChangeStream);
        else if (code is ErrorCode.ChangeStreamFatalError or ErrorCode.ChangeStreamHistoryLost) labels.Add(NonResumableChangeStream);
        return labels;
    }

    /// <summary>Network errors, elections and shutdowns: the operation may succeed when it is sent again.</summary>
    public static bool IsRetriable(ErrorCode code) => code is ErrorCode.HostUnreachable or ErrorCode.HostNotFound or ErrorCode.NetworkTimeout or ErrorCode.ShutdownInProgress
        or ErrorCode.ReadConcernMajorityNotAvailableYet or ErrorCode.PrimarySteppedDown or ErrorCode.ExceededTimeLimit or ErrorCode.SocketException or ErrorCode.NotWritablePrimary
        or ErrorCode.InterruptedAtShutdown or ErrorCode.InterruptedDueToReplStateChange or ErrorCode.NotPrimaryNoSecondaryOk or ErrorCode.NotPrimaryOrSecondary;

    private static bool IsTransient(ErrorCode code, ErrorCode writeConcernCode, bool endsTransaction)
    {
        if (code is ErrorCode.WriteConflict or ErrorCode.LockTimeout or ErrorCode.SnapshotTooOld or ErrorCode.SnapshotUnavailable) return true;
        if (endsTransaction) return code == ErrorCode.NoSuchTransaction && writeConcernCode == ErrorCode.None;
        return code == ErrorCode.NoSuchTransaction || IsRetriable(code);
    }
}
