using System.Text;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Functions of strings.</summary>
internal static class StringFunctions
{
    public static RawValue Concat(RawValue[] arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (argument.Type != BsonType.String) throw CommandException.Location(16702, $"$concat only supports strings, not {BsonTypeAlias.Of(argument.Type)}");
            text.Append(argument.AsString());
        }
        return RawValue.Of(text.ToString());
    }

    /// <summary>As the functions do that take nearly anything for a string: null is empty, numbers and dates are written out.</summary>
    public static string Coerce(string name, RawValue value) => value.Type switch
    {
        BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined => "",
        BsonType.String or BsonType.Symbol or BsonType.JavaScript => value.AsString(),
        BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 or BsonType.DateTime => Conversions.Convert(value, BsonType.String).AsString(),
        BsonType.Timestamp => BsonText.Of(value),
        _ => throw CommandException.Location(16007, $"can't convert from BSON type {BsonTypeAlias.Of(value.Type)} to String"),
    };

    public static RawValue Split(RawValue[] arguments)
    {
        var (input, separator) = (arguments[0], arguments[1]);
        if (input.IsNullish || separator.IsNullish) return RawValue.Null;
        if (input.Type != BsonType.String) throw CommandException.Location(40085, $"$split requires an expression that evaluates to a string as a first argument, found: {BsonTypeAlias.Of(input.Type)}");
        if (separator.Type != BsonType.String) throw CommandException.Location(40086, $"$split requires an expression that evaluates to a string as a second argument, found: {BsonTypeAlias.Of(separator.Type)}");
        var by = separator.AsString();
        if (by.Length == 0) throw CommandException.Location(40087, "$split requires a non-empty separator");
        return ArrayFunctions.Array(input.AsString().Split(by).Select(RawValue.Of));
    }

    public static RawValue Length(string name, int code, RawValue value, bool codePoints)
    {
        if (value.Type != BsonType.String) throw CommandException.Location(code, $"{name} requires a string argument, found: {BsonTypeAlias.Of(value.Type)}");
        var utf8 = value.AsStringUtf8();
        return RawValue.Of(codePoints ? Substrings.CountCodePoints(utf8) : utf8.Length);
    }

    public static RawValue Replace(string name, RawValue[] arguments, bool all)
    {
        var (input, find, replacement) = (arguments[0], arguments[1], arguments[2]);
        RequireText(name, "input", 51746, input);
        RequireText(name, "find", 51745, find);
        RequireText(name, "replacement", 51744, replacement);
        if (input.IsNullish || find.IsNullish || replacement.IsNullish) return RawValue.Null;
        var (text, what, by) = (input.AsString(), find.AsString(), replacement.AsString());
        if (what.Length == 0) return RawValue.Of(all ? by + string.Concat(text.EnumerateRunes().Select(r => r + by)) : by + text);
        if (all) return RawValue.Of(text.Replace(what, by, StringComparison.Ordinal));
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return at < 0 ? input : RawValue.Of(string.Concat(text.AsSpan(0, at), by, text.AsSpan(at + what.Length)));
    }

    private static void RequireText(string name, string argument, int code, RawValue value)
    {
        if (value.Type != BsonType.String && !value.IsNullish) throw CommandException.Location(code, $"{name} requires that '{argument}' be a string, found: {BsonText.Of(value)}");
    }
}
