using System.Text;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$trim $ltrim $rtrim</c>.</summary>
internal static class Trimming
{
    // MongoDB manual, "$trim", "Whitespace Characters".
    private static readonly HashSet<Rune> WhiteSpace =
    [
        .. "\0 \t\n\v\f\r\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A".EnumerateRunes(),
    ];

    public static RawValue Trim(string name, RawValue[] arguments, bool start, bool end)
    {
        var (input, chars) = (arguments[0], arguments[1]);
        if (input.IsNullish) return RawValue.Null;
        if (input.Type != BsonType.String) throw CommandException.Location(50699, $"{name} requires its input to be a string, got {BsonText.Of(input)} (of type {BsonTypeAlias.Of(input.Type)}) instead.");
        var set = WhiteSpace;
        if (!chars.IsMissing)
        {
            if (chars.IsNullish) return RawValue.Null;
            if (chars.Type != BsonType.String) throw CommandException.Location(50700, $"{name} requires 'chars' to be a string, got {BsonText.Of(chars)} (of type {BsonTypeAlias.Of(chars.Type)}) instead.");
            set = [.. chars.AsString().EnumerateRunes()];
        }
        var runes = input.AsString().EnumerateRunes().ToList();
        var (from, to) = (0, runes.Count);
        while (start && from < to && set.Contains(runes[from])) from++;
        while (end && to > from && set.Contains(runes[to - 1])) to--;
        return RawValue.Of(string.Concat(runes.GetRange(from, to - from)));
    }
}
