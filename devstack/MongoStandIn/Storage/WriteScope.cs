using MongoStandIn.ChangeStreams;

namespace MongoStandIn.Storage;

/// <summary>Where a command reads and writes: the store itself, or the view that a transaction has of it. Used under the store's lock.</summary>
internal abstract class WriteScope
{
    public abstract DocumentCollection? Find(Namespace ns);

    public abstract DocumentCollection FindOrCreate(Namespace ns);

    /// <summary>Whether <see cref="Claim"/> may have something to say about the collection.</summary>
    public abstract bool MayRefuse(DocumentCollection collection);

    /// <summary>Must be called before a document is changed.</summary>
    /// <param name="collection">What <see cref="Find"/> gave.</param>
    /// <param name="before">The document to change or delete; null for an insert.</param>
    /// <param name="after">What it is going to be; null for a delete.</param>
    /// <exception cref="Errors.CommandException">Another has written it: error 112.</exception>
    /// <exception cref="Sessions.BlockedByTransactionException">A transaction that is not committed has written it.</exception>
    public abstract void Claim(DocumentCollection collection, StoredDocument? before, byte[]? after);

    /// <summary>Takes down what was done.</summary>
    /// <param name="entry">For the oplog.</param>
    /// <param name="after">The whole document after it; null when there is none.</param>
    public abstract void Record(OplogEntry entry, byte[]? after);
}
