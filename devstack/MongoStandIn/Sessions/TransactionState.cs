namespace MongoStandIn.Sessions;

/// <summary>What the latest number of a session stands for.</summary>
internal enum TransactionState
{
    /// <summary>A retryable write.</summary>
    None,
    InProgress,
    Committed,
    Aborted,
}
