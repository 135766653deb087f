using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$collStats</c> with its count, and <c>$indexStats</c>; both begin a pipeline.</summary>
internal sealed class StatisticsStage : Stage
{
    private readonly bool _ofIndexes;
    private readonly bool _counts;

    public StatisticsStage(string name, RawValue specification)
    {
        _ofIndexes = name == "$indexStats";
        if (specification.Type != BsonType.Document) throw CommandException.Location(_ofIndexes ? 28803 : 5447000, $"{name} must take a nested object but found: {BsonText.Of(specification)}");
        if (_ofIndexes && RawDocument.Count(specification.Bytes) > 0) throw CommandException.Location(28803, "The $indexStats stage specification must be an empty object");
        foreach (var field in specification.Fields)
        {
            if (field.Name != "count") throw new CommandException(ErrorCode.NotImplemented, $"The option '{field.Name}' of $collStats is not supported by the stand-in, except 'count'.");
            _counts = true;
        }
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var count = _ofIndexes ? 0 : source.Count();
        if (_ofIndexes) return context.Source!.IndexSpecifications().Select(spec => (ReadOnlyMemory<byte>)Index(spec, context)).ToList();
        return [RawDocument.Build(w =>
        {
            w.String("ns", $"{context.Source!.Database}.{context.Source.Collection}");
            w.Raw("localTime", BsonType.DateTime, context.Now.Span);
            if (_counts) w.Int32("count", count);
        })];
    }

    private static byte[] Index(byte[] specification, EvaluationContext context) => RawDocument.Build(w =>
    {
        var key = RawDocument.Field(specification, "key"u8);
        w.String("name", RawDocument.Field(specification, "name"u8).AsString());
        w.Document("key", key.Span);
        w.StartDocument("accesses");
        w.Int64("ops", 0);
        w.Raw("since", BsonType.DateTime, context.Now.Span);
        w.End();
        w.Document("spec", specification);
    });
}
