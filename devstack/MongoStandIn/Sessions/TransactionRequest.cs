namespace MongoStandIn.Sessions;

/// <summary>What a command says of the transaction that it is part of.</summary>
/// <param name="Key">The session and the transaction's number.</param>
/// <param name="Starts">Whether the transaction begins with it.</param>
internal readonly record struct TransactionRequest(RetryKey Key, bool Starts);
