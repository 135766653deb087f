using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Commands;
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
            : CollectionReads.Find(context.Store.Find(ns), shape, evaluation, context.Deadline).Select(d => (ReadOnlyMemory<byte>)d.Bytes);

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
