using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>The operators that evaluate an expression per element of an array.</summary>
internal static class Loops
{
    public static Expression Map(string name, RawValue operand, ExpressionParser parser)
    {
        var options = SpecialForms.Options(operand, () => CommandException.Location(16878, "$map only supports an object as its argument"), o => CommandException.Location(16879, $"Unrecognized parameter to $map: {o}"), "input", "as", "in");
        if (!options.TryGetValue("input", out var input)) throw CommandException.Location(16880, "Missing 'input' parameter to $map");
        if (!options.TryGetValue("in", out var inner)) throw CommandException.Location(16882, "Missing 'in' parameter to $map");
        var variable = Variable(options);
        var (source, body) = (parser.Read(input), parser.Knowing(variable).Read(inner));
        return new LoopExpression(source, 16883, "input to $map must be an array not", (elements, context) =>
            RawValue.OfArray(RawDocument.BuildArray(elements.ConvertAll(e => OrNull(context.With(variable, e, body))))));
    }

    public static Expression Filter(string name, RawValue operand, ExpressionParser parser)
    {
        var options = SpecialForms.Options(operand, () => CommandException.Location(28646, "$filter only supports an object as its argument"), o => CommandException.Location(28647, $"Unrecognized parameter to $filter: {o}"), "input", "as", "cond", "limit");
        if (!options.TryGetValue("input", out var input)) throw CommandException.Location(28648, "Missing 'input' parameter to $filter");
        if (!options.TryGetValue("cond", out var condition)) throw CommandException.Location(28650, "Missing 'cond' parameter to $filter");
        var variable = Variable(options);
        var (source, body) = (parser.Read(input), parser.Knowing(variable).Read(condition));
        var limit = options.TryGetValue("limit", out var limitValue) ? parser.Read(limitValue) : null;
        return new LoopExpression(source, 28651, "input to $filter must be an array not", (elements, context) =>
        {
            var most = long.MaxValue;
            var limited = limit?.Evaluate(context) ?? RawValue.Null;
            if (!limited.IsNullish)
            {
                if (!limited.TryGetInteger(out most)) throw CommandException.Location(327391, $"$filter: limit must be represented as a 32-bit integral value: {BsonText.Of(limited)}");
                if (most < 1) throw CommandException.Location(327392, $"$filter: limit must be greater than 0: {most}");
            }
            var kept = new List<RawValue>();
            foreach (var element in elements)
            {
                if (kept.Count >= most) break;
                if (context.With(variable, element, body).IsTruthy) kept.Add(element);
            }
            return RawValue.OfArray(RawDocument.BuildArray(kept));
        });
    }

    public static Expression Reduce(string name, RawValue operand, ExpressionParser parser)
    {
        var options = SpecialForms.Options(operand, () => CommandException.Location(40075, $"$reduce requires an object as an argument, found: {BsonTypeAlias.Of(operand.Type)}"), o => CommandException.Location(40076, $"$reduce found an unknown argument: {o}"), "input", "initialValue", "in");
        if (!options.TryGetValue("input", out var input)) throw CommandException.Location(40077, "$reduce requires 'input' to be specified");
        if (!options.TryGetValue("initialValue", out var initial)) throw CommandException.Location(40078, "$reduce requires 'initialValue' to be specified");
        if (!options.TryGetValue("in", out var inner)) throw CommandException.Location(40079, "$reduce requires 'in' to be specified");
        var (source, start, body) = (parser.Read(input), parser.Read(initial), parser.Knowing("this", "value").Read(inner));
        return new LoopExpression(source, 40080, "$reduce requires that 'input' be an array, found:", (elements, context) =>
        {
            var value = start.Evaluate(context);
            foreach (var element in elements) value = context.With("value", value, Expressions.Variable(c => c.With("this", element, body)));
            return value;
        });
    }

    public static Expression SortArray(string name, RawValue operand, ExpressionParser parser)
    {
        var options = SpecialForms.Options(operand, () => CommandException.Location(2942500, $"$sortArray requires an object as an argument, found: {BsonTypeAlias.Of(operand.Type)}"), o => CommandException.Location(2942501, $"$sortArray found an unknown argument: {o}"), "input", "sortBy");
        if (!options.TryGetValue("input", out var input)) throw CommandException.Location(2942502, "$sortArray requires 'input' to be specified");
        if (!options.TryGetValue("sortBy", out var by)) throw CommandException.Location(2942503, "$sortArray requires 'sortBy' to be specified");
        var source = parser.Read(input);
        if (by.Type == BsonType.Document)
        {
            var order = SortOrder.Parse(by.Bytes) ?? throw CommandException.Location(2942505, "$sortArray sort pattern must not be empty");
            return new LoopExpression(source, 2942504, "The input argument to $sortArray must be an array, but was of type:", (elements, _) =>
                RawValue.OfArray(RawDocument.BuildArray(order.Sort(elements, e => e.Type == BsonType.Document ? e.Bytes : RawDocument.Empty))));
        }
        if (!by.TryGetInteger(out var direction) || direction is not (1 or -1)) throw CommandException.Location(2942506, "The $sort element value must be either 1 or -1");
        return new LoopExpression(source, 2942504, "The input argument to $sortArray must be an array, but was of type:", (elements, _) =>
            RawValue.OfArray(RawDocument.BuildArray(elements.Order(Comparer<RawValue>.Create((a, b) => (int)direction * BsonOrder.Compare(a, b))))));
    }

    private static string Variable(Dictionary<string, RawValue> options)
    {
        if (!options.TryGetValue("as", out var name)) return "this";
        return name.Type == BsonType.String ? ExpressionParser.VariableName(name.AsString()) : throw new CommandException(ErrorCode.FailedToParse, "The name of a variable must be a string");
    }

    private static RawValue OrNull(RawValue value) => value.IsMissing ? RawValue.Null : value;

    private sealed class LoopExpression(Expression input, int code, string complaint, Func<List<RawValue>, EvaluationContext, RawValue> run) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var array = input.Evaluate(context);
            // $sortArray, $map, $filter and $reduce all give null for null.
            if (array.IsNullish) return RawValue.Null;
            if (array.Type != BsonType.Array) throw CommandException.Location(code, $"{complaint} {BsonTypeAlias.Of(array.Type)}");
            return run(RawDocument.Values(array.Bytes), context);
        }
    }
}
