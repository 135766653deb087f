using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>Reads an expression. An operator that is not built is an error that names it.</summary>
internal static class ExpressionParser
{
    public static readonly Expression Root = Expressions.Variable(c => c.Root);

    public static Expression Parse(RawValue value) => value.Type switch
    {
        BsonType.String => Text(value),
        BsonType.Document => Document(value),
        BsonType.Array => Expressions.Array(List(value)),
        _ => Expressions.Literal(value),
    };

    private static Expression Text(RawValue value)
    {
        var text = value.AsString();
        if (!text.StartsWith('$')) return Expressions.Literal(value);
        if (text.StartsWith("$$", StringComparison.Ordinal)) return Variable(text[2..]);
        if (text.Length == 1) throw CommandException.Location(16872, "'$' by itself is not a valid FieldPath");
        return Expressions.Field(Root, Path(text[1..]));
    }

    private static Expression Variable(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? text : text[..dot];
        var variable = name switch
        {
            "ROOT" or "CURRENT" => Root,
            "NOW" => Expressions.Variable(c => c.Now),
            "CLUSTER_TIME" => Expressions.Variable(c => c.ClusterTime),
            "REMOVE" => Expressions.Literal(RawValue.Missing),
            "" => throw new CommandException(ErrorCode.FailedToParse, "empty variable names are not allowed"),
            _ => throw CommandException.Location(17276, $"Use of undefined variable: {name}"),
        };
        return dot < 0 ? variable : Expressions.Field(variable, Path(text[(dot + 1)..]));
    }

    public static FieldPath Path(string text)
    {
        var path = new FieldPath(text);
        foreach (var name in path.Names)
        {
            if (name.Length == 0) throw CommandException.Location(15998, "FieldPath field names may not be empty strings.");
            if (name.StartsWith('$')) throw CommandException.Location(16410, $"FieldPath field names may not start with '$'. Consider using $getField or $setField.");
        }
        return path;
    }

    private static Expression Document(RawValue value)
    {
        var fields = new List<(string, Expression)>();
        foreach (var (name, operand) in value.Fields)
        {
            if (name.StartsWith('$'))
            {
                if (RawDocument.Count(value.Bytes) != 1) throw CommandException.Location(15983, $"An object representing an expression must have exactly one field: {BsonText.Of(value)}");
                return Operator(name, operand);
            }
            if (name.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(16412, $"FieldPath field names may not contain '.'. Consider using $getField or $setField.");
            fields.Add((name, Parse(operand)));
        }
        return Expressions.Object(fields);
    }

    private static Expression Operator(string name, RawValue operand)
    {
        switch (name)
        {
            case "$literal" or "$const": return Expressions.Literal(operand);
            case "$and": return Expressions.And(List(operand));
            case "$or": return Expressions.Or(List(operand));
            case "$cond": return Condition(operand);
            case "$ifNull":
                var choices = List(operand);
                if (choices.Count < 2) throw CommandException.Location(1257300, $"$ifNull needs at least two arguments, had: {choices.Count}");
                return Expressions.IfNull(choices);
            case "$getField": return FieldFunctions.Get(operand);
            case "$setField" or "$unsetField": return FieldFunctions.Set(name, operand);
        }
        if (!Functions.All.TryGetValue(name, out var function)) throw new CommandException(ErrorCode.InvalidPipelineOperator, $"Unrecognized expression '{name}': it does not exist or is not supported by the stand-in.");
        var arguments = List(operand);
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            throw CommandException.Location(16020, $"Expression {name} takes {(function.Least == function.Most ? "exactly " : "at least ")}{function.Least} arguments. {arguments.Count} were passed in.");
        return Expressions.Function(arguments, function.Apply);
    }

    private static Expression Condition(RawValue operand)
    {
        if (operand.Type == BsonType.Array)
        {
            var parts = List(operand);
            if (parts.Count != 3) throw CommandException.Location(16020, $"Expression $cond takes exactly 3 arguments. {parts.Count} were passed in.");
            return Expressions.Condition(parts[0], parts[1], parts[2]);
        }
        if (operand.Type != BsonType.Document) throw CommandException.Location(16020, "Expression $cond takes exactly 3 arguments. 1 were passed in.");
        Expression? test = null, then = null, otherwise = null;
        foreach (var (name, value) in operand.Fields)
        {
            switch (name)
            {
                case "if": test = Parse(value); break;
                case "then": then = Parse(value); break;
                case "else": otherwise = Parse(value); break;
                default: throw CommandException.Location(17083, $"Unrecognized parameter to $cond: {name}");
            }
        }
        if (test is null) throw CommandException.Location(17080, "Missing 'if' parameter to $cond");
        if (then is null) throw CommandException.Location(17081, "Missing 'then' parameter to $cond");
        if (otherwise is null) throw CommandException.Location(17082, "Missing 'else' parameter to $cond");
        return Expressions.Condition(test, then, otherwise);
    }

    /// <summary>The arguments of an operator: an array's elements, or the one value.</summary>
    private static List<Expression> List(RawValue value)
    {
        if (value.Type != BsonType.Array) return [Parse(value)];
        var arguments = new List<Expression>();
        foreach (var element in value.Fields) arguments.Add(Parse(element.Value));
        return arguments;
    }
}
