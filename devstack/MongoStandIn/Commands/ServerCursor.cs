using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>The rest of an answer, kept for getMore.</summary>
internal abstract class ServerCursor(Namespace ns) : IDisposable
{
    // A batch stays below one document's limit, as MongoDB's do.
    protected const int MaxBatchBytes = DocumentRules.MaxSize;

    public long Id { get; set; }

    public Namespace Namespace { get; } = ns;

    /// <summary>Who opened it; nobody else may read on.</summary>
    public UserName? Owner { get; set; }

    /// <summary>The session in which it was opened; null for none.</summary>
    public Guid? Session { get; set; }

    /// <summary>The transaction in whose view it reads; null for none. It ends with that.</summary>
    public Transaction? Transaction { get; set; }

    public bool IsExhausted { get; protected set; }

    /// <summary>Whether a getMore may wait for something to come.</summary>
    public virtual bool IsAwaitable => false;

    /// <summary>Writes up to a number of documents into the open array; gives how many.</summary>
    public abstract int Fill(BsonWriter reply, long batchSize);

    /// <summary>Completes when there may be more.</summary>
    public virtual Task WhenMore() => Task.CompletedTask;

    /// <summary>Fields of the cursor's answer beside batch, id and namespace.</summary>
    public virtual void WriteExtras(BsonWriter reply)
    {
    }

    public virtual void Dispose()
    {
    }
}
