using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary><c>$firstN $lastN $minN $maxN $top $bottom $topN $bottomN</c>: some of the values, by their order or by that of the documents.</summary>
internal sealed class RankedAccumulator(string name, int count, SortOrder? order) : Accumulator
{
    private readonly List<(byte[]? Key, RawValue Value)> _values = [];

    public static (Func<Accumulator> Create, Expression Argument) Parse(string name, RawValue argument, EvaluationContext context)
    {
        if (argument.Type != BsonType.Document) throw CommandException.Location(5787900, $"specification must be an object; found {name}: {BsonText.Of(argument)}");
        var sorts = name is "$top" or "$bottom" or "$topN" or "$bottomN";
        var (input, n, by) = (RawValue.Missing, RawValue.Missing, RawValue.Missing);
        foreach (var (option, value) in argument.Fields)
        {
            switch (option)
            {
                case "input" when !sorts: input = value; break;
                case "output" when sorts: input = value; break;
                case "n" when name.EndsWith('N'): n = value; break;
                case "sortBy" when sorts: by = value; break;
                default: throw CommandException.Location(5787901, $"Unknown argument to {name}: '{option}'");
            }
        }
        if (input.IsMissing) throw CommandException.Location(5787907, $"Missing value for '{(sorts ? "output" : "input")}'");
        if (n.IsMissing && name.EndsWith('N')) throw CommandException.Location(5787906, "Missing value for 'n'");
        if (sorts && by.Type != BsonType.Document) throw CommandException.Location(5788005, "Missing value for 'sortBy'");
        var count = 1L;
        if (!n.IsMissing)
        {
            var constant = ExpressionParser.Parse(n, context).Constant ?? throw new CommandException(ErrorCode.NotImplemented, $"{name} with an 'n' that is no constant is not supported by the stand-in.");
            if (!constant.TryGetInteger(out count)) throw CommandException.Location(5787902, $"Value for 'n' must be of integral type, but found {BsonText.Of(constant)}");
            if (count <= 0) throw CommandException.Location(5787908, $"'n' must be greater than 0, found {count}");
        }
        var order = sorts ? SortOrder.Parse(by.Bytes) : null;
        var value1 = ExpressionParser.Parse(input, context);
        // What is sorted by is in the document: the value brings its key along.
        var fed = order is null ? value1 : new KeyedExpression(value1, order);
        return (() => new RankedAccumulator(name, (int)Math.Min(count, int.MaxValue), order), fed);
    }

    public override void Add(RawValue value)
    {
        if (order is not null)
        {
            var parts = RawDocument.Values(value.Bytes);
            _values.Add((parts[0].Bytes[5..].ToArray(), parts[1]));
            return;
        }
        if (name is "$minN" or "$maxN")
        {
            if (!value.IsNullish) _values.Add((KeyWriter.Encode(value), value));
        }
        else _values.Add((null, value.IsMissing ? RawValue.Null : value));
    }

    public override RawValue Result()
    {
        IEnumerable<RawValue> chosen = name switch
        {
            "$firstN" => _values.Take(count).Select(v => v.Value),
            "$lastN" => _values.TakeLast(count).Select(v => v.Value),
            "$maxN" => _values.OrderByDescending(v => v.Key!, KeyComparer.Instance).Take(count).Select(v => v.Value),
            "$bottom" or "$bottomN" => _values.OrderBy(v => v.Key!, KeyComparer.Instance).TakeLast(count).Select(v => v.Value),
            _ => _values.OrderBy(v => v.Key!, KeyComparer.Instance).Take(count).Select(v => v.Value),
        };
        return name is "$top" or "$bottom" ? chosen.First() : RawValue.OfArray(RawDocument.BuildArray(chosen));
    }

    private sealed class KeyedExpression(Expression value, SortOrder order) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var (key, output) = (order.KeyOf(context.Root.Bytes), value.Evaluate(context));
            return RawValue.OfArray(RawDocument.Build(w =>
            {
                w.Binary("0", key);
                if (output.IsMissing) w.Null("1");
                else w.Raw("1", output.Type, output.Span);
            }));
        }
    }
}
