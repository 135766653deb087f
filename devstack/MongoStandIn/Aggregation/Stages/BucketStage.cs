using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$bucket</c>: groups by the range that a value falls into.</summary>
internal sealed class BucketStage : Stage
{
    private readonly Expression _by;
    private readonly List<RawValue> _boundaries = [];
    private readonly RawValue _default;
    private readonly List<(string Name, Func<Accumulator> Create, Expression Argument)> _fields = [];

    public BucketStage(RawValue specification, EvaluationContext context)
    {
        if (specification.Type != BsonType.Document) throw CommandException.Location(40201, $"Argument to $bucket stage must be an object, but found type: {BsonTypeAlias.Of(specification.Type)}.");
        RawValue by = default, boundaries = default, output = default;
        foreach (var (option, value) in specification.Fields)
        {
            switch (option)
            {
                case "groupBy": by = value; break;
                case "boundaries": boundaries = value; break;
                case "default": _default = ExpressionParser.Parse(value, context).Constant ?? throw CommandException.Location(40195, $"The $bucket 'default' field must be a constant expression, but found: {BsonText.Of(value)}."); break;
                case "output": output = value; break;
                default: throw CommandException.Location(40197, $"Unrecognized option to $bucket: {option}.");
            }
        }
        if (by.IsMissing || boundaries.IsMissing) throw CommandException.Location(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
        if (!(by.Type == BsonType.Document || (by.Type == BsonType.String && by.AsString().StartsWith('$')))) throw CommandException.Location(40202, $"The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression object, but found: {BsonText.Of(by)}.");
        _by = ExpressionParser.Parse(by, context);
        ReadBoundaries(boundaries, context);
        if (!_default.IsMissing && BsonOrder.Compare(_default, _boundaries[0]) >= 0 && BsonOrder.Compare(_default, _boundaries[^1]) < 0)
            throw CommandException.Location(40199, "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.");
        if (output.IsMissing) _fields.Add(("count", Accumulator.Named("$sum")!, Expressions.Literal(RawValue.Of(1))));
        else if (output.Type != BsonType.Document) throw CommandException.Location(40196, $"The $bucket 'output' field must be an object, but found type: {BsonTypeAlias.Of(output.Type)}.");
        else
            foreach (var (name, value) in output.Fields)
            {
                var (create, argument) = AccumulatorParser.Parse(name, value, context);
                _fields.Add((name, create, argument));
            }
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var buckets = new SortedDictionary<byte[], (RawValue Id, Accumulator[] Fields)>(KeyComparer.Instance);
        foreach (var document in source)
        {
            context.For(RawValue.OfDocument(document));
            var id = Bucket(_by.Evaluate(context));
            var key = KeyWriter.Encode(id);
            if (!buckets.TryGetValue(key, out var bucket)) buckets.Add(key, bucket = (id, [.. _fields.Select(f => f.Create())]));
            for (var i = 0; i < _fields.Count; i++) bucket.Fields[i].Add(_fields[i].Argument.Evaluate(context));
        }
        foreach (var (id, fields) in buckets.Values)
        {
            yield return RawDocument.Build(w =>
            {
                w.Raw("_id", id.Type, id.Span);
                for (var i = 0; i < fields.Length; i++)
                {
                    var result = fields[i].Result();
                    w.Raw(_fields[i].Name, result.Type, result.Span);
                }
            });
        }
    }

    private void ReadBoundaries(RawValue boundaries, EvaluationContext context)
    {
        if (boundaries.Type != BsonType.Array) throw CommandException.Location(40200, $"The $bucket 'boundaries' field must be an array, but found type: {BsonTypeAlias.Of(boundaries.Type)}.");
        foreach (var element in boundaries.Fields)
        {
            var value = ExpressionParser.Parse(element.Value, context).Constant ?? throw CommandException.Location(40191, $"The $bucket 'boundaries' field must be an array of constant values, but found value: {BsonText.Of(element.Value)}.");
            if (_boundaries.Count > 0)
            {
                if (BsonOrder.Rank(_boundaries[^1].Type) != BsonOrder.Rank(value.Type)) throw CommandException.Location(40193, "All values in the 'boundaries' option to $bucket must have the same type.");
                if (BsonOrder.Compare(_boundaries[^1], value) >= 0) throw CommandException.Location(40194, "The 'boundaries' option to $bucket must be sorted.");
            }
            _boundaries.Add(value);
        }
        if (_boundaries.Count < 2) throw CommandException.Location(40192, $"The $bucket 'boundaries' field must have at least 2 values, but found {_boundaries.Count} value(s).");
    }

    private RawValue Bucket(RawValue value)
    {
        if (BsonOrder.Compare(value, _boundaries[0]) >= 0 && BsonOrder.Compare(value, _boundaries[^1]) < 0)
        {
            for (var i = 1; i < _boundaries.Count; i++)
                if (BsonOrder.Compare(value, _boundaries[i]) < 0) return _boundaries[i - 1];
        }
        return _default.IsMissing ? throw CommandException.Location(40066, "$switch could not find a matching branch for an input, and no default was specified.") : _default;
    }
}
