namespace MongoStandIn.Sessions;

/// <summary>The session and the number under which a client may send a write again, or runs a transaction.</summary>
internal readonly record struct RetryKey(Guid Session, long TxnNumber);
