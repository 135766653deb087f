using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Update;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>A collection that an aggregate command writes; every write is told to the oplog like any other.</summary>
internal sealed class PipelineTarget(CommandContext context, Namespace ns) : IPipelineTarget
{
    private readonly CollectionWrites _writes = new(context.Store, context.Server.ObjectIds);
    private readonly EvaluationContext _evaluation = context.NewEvaluation();

    public bool HasUniqueIndex(IReadOnlyList<string> fields) =>
        fields is ["_id"] || (context.Store.Find(ns)?.Indexes.Any(i => (i.Spec.IsUnique || i.Spec.IsIdIndex) && i.Spec.Paths.Select(p => p.Text).ToHashSet().SetEquals(fields)) ?? false);

    public byte[]? Find(ReadOnlyMemory<byte> filter) =>
        CollectionReads.Find(context.Store.Find(ns), Shape(filter), _evaluation, context.Deadline).FirstOrDefault()?.Bytes;

    public void Insert(ReadOnlyMemory<byte> document) => _writes.Insert(ns, document, _evaluation);

    public void Replace(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> document)
    {
        var shape = Shape(filter);
        _writes.Update(ns, new UpdateStatement(filter, shape, new ReplacementUpdate(document), IsMulti: false, IsUpsert: false), _evaluation, context.Deadline);
    }

    public void ReplaceAll(IReadOnlyList<ReadOnlyMemory<byte>> documents)
    {
        context.Store.Direct.FindOrCreate(ns);
        _writes.Delete(ns, Shape(RawDocument.Empty), isMulti: true, _evaluation, context.Deadline);
        foreach (var document in documents) _writes.Insert(ns, document, _evaluation);
    }

    private QueryShape Shape(ReadOnlyMemory<byte> filter) => new(FilterParser.Parse(filter, _evaluation));
}
