namespace MongoStandIn.Commands;

/// <summary>The session and the number under which a client may send a write again.</summary>
internal readonly record struct RetryKey(Guid Session, long TxnNumber);
