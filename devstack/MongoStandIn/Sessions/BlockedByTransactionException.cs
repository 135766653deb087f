namespace MongoStandIn.Sessions;

/// <summary>A write met what a transaction has written and not committed: it must be tried again when that has ended.</summary>
internal sealed class BlockedByTransactionException(Transaction transaction) : Exception("A transaction that is not committed holds what is to be written.")
{
    public Transaction Transaction { get; } = transaction;
}
