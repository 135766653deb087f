using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

/// <summary>One command of the server.</summary>
internal abstract class Command
{
    /// <summary>Every name it answers to, upper and lower case as MongoDB writes them.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Whether it may run on a connection that has not authenticated.</summary>
    public virtual bool NeedsNoAuthentication => false;

    /// <summary>Whether it writes documents, so that <c>txnNumber</c> and <c>writeConcern</c> apply.</summary>
    public virtual bool IsWrite => false;

    /// <summary>Whether it may be part of a multi-document transaction.</summary>
    public virtual TransactionUse Transactions => TransactionUse.Refused;

    /// <summary>What the command's user must be allowed; it may look at the arguments.</summary>
    public virtual IEnumerable<Need> Needs(CommandContext context) => [];

    public virtual ValueTask RunAsync(CommandContext context)
    {
        Run(context);
        return ValueTask.CompletedTask;
    }

    protected virtual void Run(CommandContext context)
    {
    }
}
