using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary><c>$group</c>; groups come out in the order of their first document.</summary>
internal sealed class GroupStage : Stage
{
    private readonly Expression _id;
    private readonly List<(string Name, Func<Accumulator> Create, Expression Argument)> _fields = [];

    public GroupStage(RawValue specification, EvaluationContext parsing)
    {
        Expression? id = null;
        foreach (var (name, value) in specification.Fields)
        {
            if (name == "_id")
            {
                id = ExpressionParser.Parse(value, parsing);
                continue;
            }
            if (name.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(40235, $"The field name '{name}' cannot contain '.'");
            var (create, argument) = AccumulatorParser.Parse(name, value, parsing);
            _fields.Add((name, create, argument));
        }
        _id = id ?? throw CommandException.Location(15955, "a group specification must include an _id");
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var groups = new OrderedDictionary<byte[], (RawValue Id, Accumulator[] Fields)>(KeyComparer.Instance);
        foreach (var document in source)
        {
            context.For(RawValue.OfDocument(document));
            var id = _id.Evaluate(context);
            var key = KeyWriter.Encode(id);
            if (!groups.TryGetValue(key, out var group))
            {
                group = (id, [.. _fields.Select(f => f.Create())]);
                groups.Add(key, group);
            }
            for (var i = 0; i < _fields.Count; i++) group.Fields[i].Add(_fields[i].Argument.Evaluate(context));
        }
        foreach (var (id, fields) in groups.Values)
        {
            yield return RawDocument.Build(w =>
            {
                if (id.IsMissing) w.Null("_id");
                else w.Raw("_id", id.Type, id.Span);
                for (var i = 0; i < fields.Length; i++)
                {
                    var result = fields[i].Result();
                    w.Raw(_fields[i].Name, result.Type, result.Span);
                }
            });
        }
    }
}
