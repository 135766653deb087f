using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>Where a reading command gets its documents from: a collection, or the oplog, which is one to its readers.</summary>
internal static class DocumentSource
{
    /// <summary>The documents that match, in the order that is asked for.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(CommandContext context, Namespace ns, QueryShape shape, EvaluationContext evaluation) =>
        OplogDocuments.IsOplog(ns) && !context.Server.Options.IsStandalone
            ? ReadOplog(context.Store.Oplog, shape, evaluation, context.Deadline)
            : CollectionReads.Find(context.Scope.Find(ns), shape, evaluation, context.Deadline).Select(d => (ReadOnlyMemory<byte>)d.Bytes);

    /// <summary>What a tailing cursor follows.</summary>
    /// <exception cref="CommandException">The collection is not capped: error 2.</exception>
    public static Tail Tail(CommandContext context, Namespace ns, QueryShape shape)
    {
        if (OplogDocuments.IsOplog(ns) && !context.Server.Options.IsStandalone) return new OplogTail(context.Store.Oplog, From(shape.Filter));
        if (context.Store.Find(ns) is not { } collection) return new EmptyTail();
        return collection.Options.Cap is not null ? new CappedTail(collection)
            : throw new CommandException(ErrorCode.BadValue, $"error processing query: ns={ns} :: caused by :: tailable cursor requested on non capped collection");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ReadOplog(Oplog oplog, QueryShape shape, EvaluationContext evaluation, Deadline deadline)
    {
        var forward = !shape.Hint.Field("$natural"u8).TryGetInteger(out var direction) || direction > 0;
        var matching = OplogDocuments.Read(oplog, From(shape.Filter), forward).Where(document =>
        {
            deadline.Check();
            return shape.Filter.Matches(document, evaluation);
        });
        return shape.Sort is null ? matching : shape.Sort.Sort(matching, d => d);
    }

    /// <summary>The time that a filter on <c>ts</c> begins at: the oplog is in its order and need not be read from the start.</summary>
    private static BsonTimestamp? From(MatchNode filter) => filter switch
    {
        AndNode and => and.Children.Select(From).FirstOrDefault(from => from is not null),
        PathNode { Path.Text: "ts", Test: CompareTest { Comparison: Comparison.Greater or Comparison.GreaterOrEqual, Operand: { Type: BsonType.Timestamp } bound } } => bound.AsTimestamp(),
        _ => null,
    };
}
