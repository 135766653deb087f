using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>Reads the operand of <c>$type</c>: an alias, a number, or an array of them.</summary>
internal static class TypeNames
{
    private static readonly BsonType[] All = [.. Enum.GetValues<BsonType>().Where(t => t != BsonType.EndOfDocument)];

    public static IReadOnlySet<BsonType> Read(in RawValue value)
    {
        var types = new HashSet<BsonType>();
        if (value.Type == BsonType.Array)
        {
            foreach (var element in value.Fields) Add(element.Value, types);
            if (types.Count == 0) throw new CommandException(ErrorCode.FailedToParse, "$type must match at least one type");
        }
        else Add(value, types);
        return types;
    }

    private static void Add(in RawValue value, HashSet<BsonType> types)
    {
        if (value.Type == BsonType.String)
        {
            var alias = value.AsString();
            if (alias == "number")
            {
                types.UnionWith([BsonType.Double, BsonType.Int32, BsonType.Int64, BsonType.Decimal128]);
                return;
            }
            var found = All.Where(t => BsonTypeAlias.Of(t) == alias).ToList();
            if (found.Count == 0) throw new CommandException(ErrorCode.BadValue, $"Unknown type name alias: {alias}");
            types.Add(found[0]);
            return;
        }
        if (!value.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, "type must be represented as a number or a string");
        if (!value.TryGetInteger(out var code) || !(code is -1 or 127 or (>= 1 and <= 19))) throw new CommandException(ErrorCode.BadValue, $"Invalid numerical type code: {BsonText.Of(value)}");
        types.Add(code == -1 ? BsonType.MinKey : (BsonType)code);
    }
}
