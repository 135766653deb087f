using System.Text;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Parts of strings, by bytes of UTF-8 or by code points.</summary>
internal static class Substrings
{
    public static RawValue Bytes(RawValue[] arguments)
    {
        var text = Encoding.UTF8.GetBytes(StringFunctions.Coerce("$substrBytes", arguments[0]));
        if (!arguments[1].IsNumber) throw CommandException.Location(16034, $"$substrBytes:  starting index must be a numeric type (is BSON type {BsonTypeAlias.Of(arguments[1].Type)})");
        if (!arguments[2].IsNumber) throw CommandException.Location(16035, $"$substrBytes:  length must be a numeric type (is BSON type {BsonTypeAlias.Of(arguments[2].Type)})");
        var (start, length) = (Whole(arguments[1]), Whole(arguments[2]));
        if (start < 0) throw CommandException.Location(50752, $"$substrBytes:  starting index must be non-negative (got: {start})");
        if (start >= text.Length) return RawValue.Of("");
        if (length < 0 || length > text.Length - start) length = text.Length - start;
        if (IsContinuation(text, start)) throw CommandException.Location(28656, "$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.");
        if (IsContinuation(text, start + length)) throw CommandException.Location(28657, "$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.");
        return RawValue.Of(Encoding.UTF8.GetString(text, (int)start, (int)length));
    }

    public static RawValue CodePoints(RawValue[] arguments)
    {
        var runes = StringFunctions.Coerce("$substrCP", arguments[0]).EnumerateRunes().ToList();
        if (!arguments[1].IsNumber) throw CommandException.Location(34450, $"$substrCP: starting index must be a numeric type (is BSON type {BsonTypeAlias.Of(arguments[1].Type)})");
        if (!arguments[1].TryGetInteger(out var start)) throw CommandException.Location(34451, $"$substrCP: starting index cannot be represented as a 32-bit integral value: {BsonText.Of(arguments[1])}");
        if (!arguments[2].IsNumber) throw CommandException.Location(34452, $"$substrCP: length must be a numeric type (is BSON type {BsonTypeAlias.Of(arguments[2].Type)})");
        if (!arguments[2].TryGetInteger(out var length)) throw CommandException.Location(34453, $"$substrCP: length cannot be represented as a 32-bit integral value: {BsonText.Of(arguments[2])}");
        if (length < 0) throw CommandException.Location(34454, "$substrCP: length must be a nonnegative integer.");
        if (start < 0) throw CommandException.Location(34455, "$substrCP: the starting index must be nonnegative integer.");
        return RawValue.Of(string.Concat(runes.Skip((int)Math.Min(start, int.MaxValue)).Take((int)Math.Min(length, int.MaxValue))));
    }

    public static RawValue IndexOf(string name, RawValue[] arguments, bool codePoints)
    {
        var (input, token) = (arguments[0], arguments[1]);
        if (input.IsNullish) return RawValue.Null;
        if (input.Type != BsonType.String) throw CommandException.Location(codePoints ? 40093 : 40091, $"{name} requires a string as the first argument, found: {BsonTypeAlias.Of(input.Type)}");
        if (token.Type != BsonType.String) throw CommandException.Location(codePoints ? 40094 : 40092, $"{name} requires a string as the second argument, found: {BsonTypeAlias.Of(token.Type)}");
        // Code points as UTF-32: an index is then one of code points.
        var encoding = codePoints ? Encoding.UTF32 : Encoding.UTF8;
        var width = codePoints ? 4 : 1;
        var (text, sought) = (encoding.GetBytes(input.AsString()), encoding.GetBytes(token.AsString()));
        var length = text.Length / width;
        var start = arguments.Length > 2 ? Place(name, "starting", arguments[2]) : 0;
        var end = Math.Min(arguments.Length > 3 ? Place(name, "ending", arguments[3]) : length, length);
        for (var i = start; i <= end - sought.Length / width && i <= length; i++)
            if (text.AsSpan(i * width).StartsWith(sought)) return RawValue.Of(i);
        return RawValue.Of(-1);
    }

    public static int CountCodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            if ((b & 0xC0) != 0x80) count++;
        return count;
    }

    private static int Place(string name, string which, RawValue value)
    {
        if (!value.TryGetInteger(out var place) || place > int.MaxValue) throw CommandException.Location(40096, $"{name} requires an integral {which} index, found a value of type: {BsonTypeAlias.Of(value.Type)}, with value: \"{BsonText.Of(value)}\"");
        return place >= 0 ? (int)place : throw CommandException.Location(40097, $"{name} requires a nonnegative {which} index, found: {place}");
    }

    private static bool IsContinuation(byte[] text, long at) => at < text.Length && (text[at] & 0xC0) == 0x80;

    private static long Whole(RawValue number) => number.TryGetInteger(out var whole) ? whole : (long)Math.Clamp(Numbers.ToDouble(number), int.MinValue, int.MaxValue);
}
