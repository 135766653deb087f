using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>An operator that takes a document of named arguments, each an expression.</summary>
/// <param name="Names">The arguments in the order in which the function gets them; the missing value for one that is not given.</param>
/// <param name="Required">How many of them, from the first on, must be given.</param>
/// <param name="NotADocument">MongoDB's code when the operand is no document.</param>
/// <param name="Unknown">… for an argument that does not exist.</param>
/// <param name="Missing">… for a required one that is missing.</param>
internal sealed record NamedFunction(string[] Names, int Required, int NotADocument, int Unknown, int Missing, Func<RawValue[], RawValue> Apply)
{
    public Expression Read(string name, RawValue operand, ExpressionParser parser)
    {
        if (operand.Type != BsonType.Document) throw CommandException.Location(NotADocument, $"{name} only supports an object as its argument, found {BsonTypeAlias.Of(operand.Type)}");
        var arguments = new Expression[Names.Length];
        foreach (var (option, value) in operand.Fields)
        {
            var index = Array.IndexOf(Names, option);
            if (index < 0) throw CommandException.Location(Unknown, $"Unrecognized argument to {name}: {option}");
            arguments[index] = parser.Read(value);
        }
        for (var i = 0; i < Required; i++)
            if (arguments[i] is null) throw CommandException.Location(Missing, $"Missing '{Names[i]}' parameter to {name}");
        for (var i = Required; i < arguments.Length; i++) arguments[i] ??= NotGiven;
        return Expressions.Function(arguments, Apply);
    }

    private static readonly Expression NotGiven = Expressions.Literal(RawValue.Missing);
}
