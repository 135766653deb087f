using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>The operators that do not evaluate all of their arguments, or that set variables for some.</summary>
internal static class SpecialForms
{
    public static readonly IReadOnlyDictionary<string, Func<string, RawValue, ExpressionParser, Expression>> All = new Dictionary<string, Func<string, RawValue, ExpressionParser, Expression>>
    {
        ["$literal"] = (_, operand, _) => Expressions.Literal(operand),
        ["$const"] = (_, operand, _) => Expressions.Literal(operand),
        ["$and"] = (_, operand, parser) => Expressions.And(parser.List(operand)),
        ["$or"] = (_, operand, parser) => Expressions.Or(parser.List(operand)),
        ["$cond"] = Condition,
        ["$ifNull"] = IfNull,
        ["$switch"] = Switch,
        ["$let"] = Let,
        ["$map"] = Loops.Map,
        ["$filter"] = Loops.Filter,
        ["$reduce"] = Loops.Reduce,
        ["$sortArray"] = Loops.SortArray,
        ["$getField"] = (_, operand, parser) => FieldFunctions.Get(operand, parser),
        ["$setField"] = FieldFunctions.Set,
        ["$unsetField"] = FieldFunctions.Set,
        ["$rand"] = Random,
        ["$year"] = DateParts.One,
        ["$month"] = DateParts.One,
        ["$dayOfMonth"] = DateParts.One,
        ["$dayOfWeek"] = DateParts.One,
        ["$dayOfYear"] = DateParts.One,
        ["$hour"] = DateParts.One,
        ["$minute"] = DateParts.One,
        ["$second"] = DateParts.One,
        ["$millisecond"] = DateParts.One,
        ["$week"] = DateParts.One,
        ["$isoWeek"] = DateParts.One,
        ["$isoWeekYear"] = DateParts.One,
        ["$isoDayOfWeek"] = DateParts.One,
    };

    /// <summary>Reads the named options of an operator, all of which must be known.</summary>
    public static Dictionary<string, RawValue> Options(RawValue operand, Func<CommandException> notADocument, Func<string, CommandException> unknown, params ReadOnlySpan<string> names)
    {
        if (operand.Type != BsonType.Document) throw notADocument();
        var options = new Dictionary<string, RawValue>();
        foreach (var (name, value) in operand.Fields) options[name] = names.Contains(name) ? value : throw unknown(name);
        return options;
    }

    private static Expression Condition(string name, RawValue operand, ExpressionParser parser)
    {
        if (operand.Type != BsonType.Document)
        {
            var parts = parser.List(operand);
            if (parts.Count != 3) throw CommandException.Location(16020, $"Expression $cond takes exactly 3 arguments. {parts.Count} were passed in.");
            return Expressions.Condition(parts[0], parts[1], parts[2]);
        }
        Expression? test = null, then = null, otherwise = null;
        foreach (var (option, value) in operand.Fields)
        {
            switch (option)
            {
                case "if": test = parser.Read(value); break;
                case "then": then = parser.Read(value); break;
                case "else": otherwise = parser.Read(value); break;
                default: throw CommandException.Location(17083, $"Unrecognized parameter to $cond: {option}");
            }
        }
        if (test is null) throw CommandException.Location(17080, "Missing 'if' parameter to $cond");
        if (then is null) throw CommandException.Location(17081, "Missing 'then' parameter to $cond");
        if (otherwise is null) throw CommandException.Location(17082, "Missing 'else' parameter to $cond");
        return Expressions.Condition(test, then, otherwise);
    }

    private static Expression IfNull(string name, RawValue operand, ExpressionParser parser)
    {
        var choices = parser.List(operand);
        return choices.Count < 2 ? throw CommandException.Location(1257300, $"$ifNull needs at least two arguments, had: {choices.Count}") : Expressions.IfNull(choices);
    }

    private static Expression Switch(string name, RawValue operand, ExpressionParser parser)
    {
        var options = Options(operand, () => CommandException.Location(40060, $"$switch requires an object as an argument, found: {BsonTypeAlias.Of(operand.Type)}"), o => CommandException.Location(40067, $"$switch found an unknown argument: {o}"), "branches", "default");
        var branches = options.GetValueOrDefault("branches");
        if (!branches.IsMissing && branches.Type != BsonType.Array) throw CommandException.Location(40061, $"$switch expected an array for 'branches', found: {BsonTypeAlias.Of(branches.Type)}");
        var pairs = new List<(Expression Test, Expression Then)>();
        if (!branches.IsMissing)
            foreach (var branch in branches.Fields) pairs.Add(Branch(branch.Value, parser));
        if (pairs.Count == 0) throw CommandException.Location(40068, "$switch requires at least one branch.");
        var otherwise = options.TryGetValue("default", out var fallback)
            ? parser.Read(fallback)
            : Expressions.Variable(_ => throw CommandException.Location(40066, "$switch could not find a matching branch for an input, and no default was specified."));
        for (var i = pairs.Count - 1; i >= 0; i--) otherwise = Expressions.Condition(pairs[i].Test, pairs[i].Then, otherwise);
        return otherwise;
    }

    private static (Expression, Expression) Branch(RawValue branch, ExpressionParser parser)
    {
        var options = Options(branch, () => CommandException.Location(40062, $"$switch expected each branch to be an object, found: {BsonTypeAlias.Of(branch.Type)}"), o => CommandException.Location(40063, $"$switch found an unknown argument to a branch: {o}"), "case", "then");
        if (!options.TryGetValue("case", out var test)) throw CommandException.Location(40064, "$switch requires each branch have a 'case' expression");
        return options.TryGetValue("then", out var then) ? (parser.Read(test), parser.Read(then)) : throw CommandException.Location(40065, "$switch requires each branch have a 'then' expression.");
    }

    private static Expression Let(string name, RawValue operand, ExpressionParser parser)
    {
        var options = Options(operand, () => CommandException.Location(16874, "$let only supports an object as its argument"), o => CommandException.Location(16875, $"Unrecognized parameter to $let: {o}"), "vars", "in");
        if (!options.TryGetValue("vars", out var variables)) throw CommandException.Location(16876, "Missing 'vars' parameter to $let");
        if (!options.TryGetValue("in", out var inner)) throw CommandException.Location(16877, "Missing 'in' parameter to $let");
        if (variables.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, $"invalid parameter: expected an object (vars)");
        var values = new List<(string Name, Expression Value)>();
        foreach (var (variable, value) in variables.Fields) values.Add((ExpressionParser.VariableName(variable), parser.Read(value)));
        return new LetExpression(values, parser.Knowing(values.Select(v => v.Name)).Read(inner));
    }

    private static Expression Random(string name, RawValue operand, ExpressionParser parser)
    {
        if (!operand.IsContainer || RawDocument.Count(operand.Bytes) > 0) throw CommandException.Location(3040501, "$rand does not currently accept arguments");
        return Expressions.Variable(_ => RawValue.Of(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue));
    }

    private sealed class LetExpression(List<(string Name, Expression Value)> variables, Expression inner) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var values = variables.ConvertAll(v => v.Value.Evaluate(context));
            return Bind(0);

            RawValue Bind(int index) => index == variables.Count ? inner.Evaluate(context) : context.With(variables[index].Name, values[index], Expressions.Variable(_ => Bind(index + 1)));
        }
    }
}
