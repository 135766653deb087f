using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$getField</c>, <c>$setField</c> and <c>$unsetField</c>: fields by a literal name, dots and dollars included.</summary>
internal static class FieldFunctions
{
    public static Expression Get(RawValue argument, ExpressionParser parser)
    {
        Expression input = ExpressionParser.Root;
        RawValue field;
        if (argument.Type == BsonType.Document && !argument.Field("field"u8).IsMissing)
        {
            foreach (var (name, _) in argument.Fields)
                if (name is not ("field" or "input")) throw CommandException.Location(3041701, $"$getField found an unknown argument: {name}");
            field = argument.Field("field"u8);
            if (argument.Field("input"u8).IsMissing) throw CommandException.Location(3041703, "$getField requires 'input' to be specified");
            input = parser.Read(argument.Field("input"u8));
        }
        else field = argument;
        var key = Name("$getField", field, parser);
        return Expressions.Function([input], a => a[0].Type == BsonType.Document ? RawDocument.Field(a[0].Bytes, key) : a[0].IsNullish && !a[0].IsMissing ? RawValue.Null : RawValue.Missing);
    }

    public static Expression Set(string name, RawValue argument, ExpressionParser parser)
    {
        if (argument.Type != BsonType.Document) throw CommandException.Location(4161100, $"{name} only supports an object as its argument");
        RawValue field = default, input = default, value = default;
        foreach (var (option, operand) in argument.Fields)
        {
            switch (option)
            {
                case "field": field = operand; break;
                case "input": input = operand; break;
                case "value" when name == "$setField": value = operand; break;
                default: throw CommandException.Location(4161101, $"{name} found an unknown argument: {option}");
            }
        }
        if (field.IsMissing) throw CommandException.Location(4161102, $"{name} requires 'field' to be specified");
        if (input.IsMissing) throw CommandException.Location(4161109, $"{name} requires 'input' to be specified");
        if (value.IsMissing && name == "$setField") throw CommandException.Location(4161103, $"{name} requires 'value' to be specified");
        var key = Name(name, field, parser);
        var source = parser.Read(input);
        var replacement = name == "$setField" ? parser.Read(value) : Expressions.Literal(RawValue.Missing);
        return Expressions.Function([source, replacement], a => Put(a[0], key, a[1]));
    }

    private static RawValue Put(RawValue input, byte[] key, RawValue value)
    {
        if (input.IsNullish) return RawValue.Null;
        if (input.Type != BsonType.Document) throw CommandException.Location(4161105, $"$setField requires 'input' to evaluate to type Object, but got: {BsonTypeAlias.Of(input.Type)}");
        var writer = new BsonWriter(input.Span.Length + value.Span.Length + key.Length + 16);
        var placed = false;
        foreach (var element in new BsonReader(input.Span))
        {
            if (!element.NameUtf8.SequenceEqual(key)) writer.Raw(element.NameUtf8, element.Type, element.Value);
            else if (!value.IsMissing) writer.Raw(key, value.Type, value.Span);
            placed |= element.NameUtf8.SequenceEqual(key);
        }
        if (!placed && !value.IsMissing) writer.Raw(key, value.Type, value.Span);
        return RawValue.OfDocument(writer.ToArray());
    }

    private static byte[] Name(string function, RawValue field, ExpressionParser parser)
    {
        if (field.Type == BsonType.String && field.AsString().StartsWith('$'))
            throw CommandException.Location(function == "$getField" ? 5654600 : 4161108, $"A field path reference which is not allowed in this context. Did you mean {{$literal: '{field.AsString()}'}}?");
        return parser.Read(field).Constant is { Type: BsonType.String } name
            ? name.AsStringUtf8().ToArray()
            : throw CommandException.Location(function == "$getField" ? 5654602 : 4161107, $"{function} requires 'field' to evaluate to a constant String; other expressions are not supported by the stand-in");
    }
}
