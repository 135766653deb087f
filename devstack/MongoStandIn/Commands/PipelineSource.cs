using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>The store as the stages of one aggregate command reach it.</summary>
internal sealed class PipelineSource(CommandContext context, Namespace own) : IPipelineSource
{
    public string Database => own.Database;

    public string Collection => own.Collection;

    public IEnumerable<ReadOnlyMemory<byte>> Find(string collection, MatchNode filter, EvaluationContext evaluation) =>
        CollectionReads.Find(context.Scope.Find(new Namespace(own.Database, collection)), new QueryShape(filter), evaluation, context.Deadline).Select(d => (ReadOnlyMemory<byte>)d.Bytes);

    public IEnumerable<byte[]> IndexSpecifications() => context.Scope.Find(own)?.Indexes.Select(i => RawDocument.Build(i.Spec.Write)) ?? [];

    public IPipelineTarget Open(string database, string collection)
    {
        if (context.IsTransactional) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, "$out and $merge cannot be used in a transaction");
        Namespace.CheckDatabase(database);
        Namespace.CheckCollection(database, collection);
        return new PipelineTarget(context, new Namespace(database, collection));
    }
}
