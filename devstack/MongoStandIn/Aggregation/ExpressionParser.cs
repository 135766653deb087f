using System.Collections.Immutable;
using MongoC.Bson;
using MongoStandIn.Aggregation.Functions;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>Reads an expression. An operator that is not built is an error that names it.</summary>
internal sealed class ExpressionParser
{
    public static readonly Expression Root = Expressions.Variable(c => c.Root);

    private readonly EvaluationContext _context;
    private readonly ImmutableHashSet<string> _scope;

    private ExpressionParser(EvaluationContext context, ImmutableHashSet<string> scope) => (_context, _scope) = (context, scope);

    public static Expression Parse(RawValue value, EvaluationContext context) => new ExpressionParser(context, []).Read(value);

    /// <summary>Whether there is such an operator.</summary>
    public static bool IsKnown(string name) =>
        FunctionTable.All.ContainsKey(name) || NamedFunctionTable.All.ContainsKey(name) || SpecialForms.All.ContainsKey(name);

    /// <summary>A parser that knows more variables.</summary>
    public ExpressionParser Knowing(params IEnumerable<string> variables) => new(_context, _scope.Union(variables));

    public Expression Read(RawValue value) => value.Type switch
    {
        BsonType.String => Text(value),
        BsonType.Document => Document(value),
        BsonType.Array => Expressions.Array(List(value)),
        _ => Expressions.Literal(value),
    };

    /// <summary>The arguments of an operator: an array's elements, or the one value.</summary>
    public List<Expression> List(RawValue value)
    {
        if (value.Type != BsonType.Array) return [Read(value)];
        var arguments = new List<Expression>();
        foreach (var element in value.Fields) arguments.Add(Read(element.Value));
        return arguments;
    }

    public static FieldPath Path(string text)
    {
        if (text.Length == 0) throw CommandException.Location(40352, "FieldPath cannot be constructed with empty string");
        if (text.EndsWith('.')) throw CommandException.Location(40353, "FieldPath must not end with a '.'.");
        var path = new FieldPath(text);
        foreach (var name in path.Names)
        {
            if (name.Length == 0) throw CommandException.Location(15998, "FieldPath field names may not be empty strings.");
            if (name.StartsWith('$')) throw CommandException.Location(16410, $"FieldPath field names may not start with '$'. Consider using $getField or $setField.");
        }
        return path;
    }

    /// <summary>A name that a user may give a variable.</summary>
    public static string VariableName(string name)
    {
        if (name.Length == 0) throw new CommandException(ErrorCode.FailedToParse, "empty variable names are not allowed");
        if (!(char.IsAsciiLetterLower(name[0]) || name[0] >= 0x80 || name == "CURRENT")) throw new CommandException(ErrorCode.FailedToParse, $"'{name}' starts with an invalid character for a user variable name");
        foreach (var c in name)
            if (!(char.IsAsciiLetterOrDigit(c) || c == '_' || c >= 0x80)) throw new CommandException(ErrorCode.FailedToParse, $"'{name}' contains an invalid character for a variable name: '{c}'");
        return name;
    }

    private Expression Text(RawValue value)
    {
        var text = value.AsString();
        if (!text.StartsWith('$')) return Expressions.Literal(value);
        if (text.StartsWith("$$", StringComparison.Ordinal)) return Variable(text[2..]);
        if (text.Length == 1) throw CommandException.Location(16872, "'$' by itself is not a valid FieldPath");
        return Expressions.Field(Root, Path(text[1..]));
    }

    private Expression Variable(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? text : text[..dot];
        Expression variable;
        if (_scope.Contains(name) || _context.IsDefined(name)) variable = Expressions.Variable(c => c.Variable(name));
        else
        {
            variable = name switch
            {
                "ROOT" or "CURRENT" => Root,
                "NOW" => Expressions.Variable(c => c.Now),
                "CLUSTER_TIME" => Expressions.Variable(c => c.ClusterTime),
                "REMOVE" => Expressions.Literal(RawValue.Missing),
                "" => throw new CommandException(ErrorCode.FailedToParse, "empty variable names are not allowed"),
                _ => throw CommandException.Location(17276, $"Use of undefined variable: {name}"),
            };
        }
        return dot < 0 ? variable : Expressions.Field(variable, Path(text[(dot + 1)..]));
    }

    private Expression Document(RawValue value)
    {
        var fields = new List<(string, Expression)>();
        foreach (var (name, operand) in value.Fields)
        {
            if (name.StartsWith('$'))
            {
                if (RawDocument.Count(value.Bytes) != 1) throw CommandException.Location(15983, $"an object representing an expression must have exactly one field: {BsonText.Of(value)}");
                return Operator(name, operand);
            }
            if (name.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(16412, "FieldPath field names may not contain '.'. Consider using $getField or $setField.");
            fields.Add((name, Read(operand)));
        }
        return Expressions.Object(fields);
    }

    private Expression Operator(string name, RawValue operand)
    {
        if (SpecialForms.All.TryGetValue(name, out var form)) return form(name, operand, this);
        if (NamedFunctionTable.All.TryGetValue(name, out var named)) return named.Read(name, operand, this);
        if (!FunctionTable.All.TryGetValue(name, out var function)) throw new CommandException(ErrorCode.InvalidPipelineOperator, $"Unrecognized expression '{name}'");
        var arguments = List(operand);
        if (arguments.Count >= function.Least && arguments.Count <= function.Most) return Expressions.Function(arguments, function.Apply);
        throw function.Least == function.Most
            ? CommandException.Location(16020, $"Expression {name} takes exactly {function.Least} arguments. {arguments.Count} were passed in.")
            : CommandException.Location(28667, $"Expression {name} takes at least {function.Least} arguments, and at most {function.Most}, but {arguments.Count} were passed in.");
    }
}
