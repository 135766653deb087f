namespace MongoStandIn.Storage;

/// <summary>Documents in the order in which they came, of which more may come. Used under the store's lock.</summary>
internal abstract class Tail
{
    /// <summary>Whether there was nothing to hold on to when it began: MongoDB does not tail an empty collection.</summary>
    public abstract bool IsDead { get; }

    /// <summary>The next document; null when there is none yet.</summary>
    /// <exception cref="Errors.CommandException">The place has been lost: error 136, or the collection: error 175.</exception>
    public abstract ReadOnlyMemory<byte>? Next();

    /// <summary>Completes when there is a next document, or there may be.</summary>
    public abstract Task WhenMore();
}
