using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>One running command.</summary>
internal sealed class CommandContext
{
    public required ServerState Server { get; init; }
    public required ConnectionState Connection { get; init; }
    public required string Name { get; init; }
    public required string Database { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public required CommandArguments Arguments { get; init; }

    /// <summary>Receives the fields of the answer; <c>ok</c> and the times are added afterwards.</summary>
    public required BsonWriter Reply { get; init; }
    public required CancellationToken Cancellation { get; init; }

    /// <summary>Set for a retryable write.</summary>
    public RetryKey? Retry { get; set; }

    /// <summary>The session it names; null when it names none.</summary>
    public Guid? Session { get; set; }

    /// <summary>What it says of the transaction it is part of; null when it is part of none.</summary>
    public TransactionRequest? TransactionRequest { get; set; }

    /// <summary>The transaction in which it reads and writes.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>Whether a statement of a write failed though the command as a whole did not; a transaction ends with that.</summary>
    public bool HasFailedStatement { get; set; }

    /// <summary>Whether it is part of a multi-document transaction.</summary>
    public bool IsTransactional => TransactionRequest is not null;

    /// <summary>Whether it commits or aborts one.</summary>
    public bool EndsTransaction => Name is "commitTransaction" or "abortTransaction";

    /// <summary>Whether it opens a change stream or reads on in one.</summary>
    public bool ReadsChangeStream { get; set; }

    /// <summary>Set when the connection is to be closed in place of an answer.</summary>
    public bool ClosesConnection { get; set; }

    /// <summary>How long the command may take, from <c>maxTimeMS</c>; getMore gives it a meaning of its own.</summary>
    public TimeSpan? TimeLimit { get; set; }

    public Deadline Deadline { get; set; } = Deadline.None;

    public Store Store => Server.Store;

    /// <summary>Where it reads and writes: its transaction's view, or the store.</summary>
    public WriteScope Scope => (WriteScope?)Transaction ?? Store.Direct;

    public CollectionWrites NewWrites(bool bypassesValidation = false) => new(Scope, Store.Clock, Server.ObjectIds) { BypassesValidation = bypassesValidation };

    /// <summary>The namespace that the command's first field names.</summary>
    public Namespace Target
    {
        get
        {
            var value = Arguments.Raw(Name);
            if (value.Type != BsonType.String) throw new CommandException(ErrorCode.InvalidNamespace, $"collection name has invalid type {BsonTypeAlias.Of(value.Type)}");
            var collection = value.AsString();
            Namespace.CheckDatabase(Database);
            return collection.Length == 0 ? throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid namespace specified '{Database}.'") : new Namespace(Database, collection);
        }
    }

    public EvaluationContext NewEvaluation() => NewEvaluation(RawValue.Missing, null);

    /// <param name="variables">The command's <c>let</c>: constant expressions by name.</param>
    /// <param name="source">The collections that a pipeline may reach.</param>
    public EvaluationContext NewEvaluation(RawValue variables, IPipelineSource? source)
    {
        var evaluation = new EvaluationContext(RawValue.OfDate(Store.Clock.WallMilliseconds), RawValue.Of(Store.Clock.Now)) { Source = source };
        if (variables.IsMissing) return evaluation;
        foreach (var (name, value) in variables.Fields) evaluation.Define(ExpressionParser.VariableName(name), ExpressionParser.Parse(value, evaluation).Evaluate(evaluation));
        return evaluation;
    }

    public void RequireAdmin()
    {
        if (Database != "admin") throw new CommandException(ErrorCode.Unauthorized, $"{Name} may only be run against the admin database.");
    }
}
