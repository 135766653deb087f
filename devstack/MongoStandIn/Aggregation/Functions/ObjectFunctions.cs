using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$mergeObjects $objectToArray $arrayToObject $bsonSize $binarySize</c>.</summary>
internal static class ObjectFunctions
{
    public static RawValue Merge(RawValue[] arguments)
    {
        var fields = new OrderedDictionary<string, RawValue>();
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) continue;
            if (argument.Type != BsonType.Document) throw CommandException.Location(40400, $"$mergeObjects requires object inputs, but input {BsonText.Of(argument)} is of type {BsonTypeAlias.Of(argument.Type)}");
            foreach (var (name, value) in argument.Fields) fields[name] = value;
        }
        return Build(fields);
    }

    public static RawValue ToArray(RawValue[] arguments)
    {
        var value = arguments[0];
        if (value.IsNullish) return RawValue.Null;
        if (value.Type != BsonType.Document) throw CommandException.Location(40390, $"$objectToArray requires a document input, found: {BsonTypeAlias.Of(value.Type)}");
        var pairs = new List<RawValue>();
        foreach (var (name, inner) in value.Fields)
        {
            pairs.Add(RawValue.OfDocument(RawDocument.Build(w =>
            {
                w.String("k", name);
                w.Raw("v", inner.Type, inner.Span);
            })));
        }
        return RawValue.OfArray(RawDocument.BuildArray(pairs));
    }

    public static RawValue FromArray(RawValue[] arguments)
    {
        var value = arguments[0];
        if (value.IsNullish) return RawValue.Null;
        if (value.Type != BsonType.Array) throw CommandException.Location(40386, $"$arrayToObject requires an array input, found: {BsonTypeAlias.Of(value.Type)}");
        var fields = new OrderedDictionary<string, RawValue>();
        BsonType? kind = null;
        foreach (var element in value.Fields)
        {
            kind ??= element.Value.Type;
            if (element.Value.Type is not (BsonType.Array or BsonType.Document)) throw CommandException.Location(40398, $"Unrecognised input type format for $arrayToObject: {BsonTypeAlias.Of(element.Value.Type)}");
            if (element.Value.Type != kind) throw CommandException.Location(kind == BsonType.Array ? 40396 : 40391, $"$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Found {BsonTypeAlias.Of(element.Value.Type)}");
            var (name, inner) = kind == BsonType.Array ? Pair(element.Value) : KeyAndValue(element.Value);
            fields[name] = inner;
        }
        return Build(fields);
    }

    public static RawValue BsonSize(RawValue[] arguments) => arguments[0] switch
    {
        { IsNullish: true } => RawValue.Null,
        { Type: BsonType.Document } document => RawValue.Of(document.Span.Length),
        var other => throw CommandException.Location(31393, $"$bsonSize requires a document input, found: {BsonTypeAlias.Of(other.Type)}"),
    };

    public static RawValue BinarySize(RawValue[] arguments) => arguments[0] switch
    {
        { IsNullish: true } => RawValue.Null,
        { Type: BsonType.String } text => RawValue.Of(text.AsStringUtf8().Length),
        { Type: BsonType.Binary } binary => RawValue.Of(binary.Span.Length - 5),
        var other => throw CommandException.Location(51276, $"$binarySize requires a string or BinData argument, found: {BsonTypeAlias.Of(other.Type)}"),
    };

    private static (string, RawValue) Pair(RawValue element)
    {
        var parts = RawDocument.Values(element.Bytes);
        if (parts.Count != 2) throw CommandException.Location(40397, $"$arrayToObject requires an array of size 2 arrays,found array of size: {parts.Count}");
        return parts[0].Type == BsonType.String ? (parts[0].AsString(), parts[1]) : throw CommandException.Location(40395, $"$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: {BsonTypeAlias.Of(parts[0].Type)}");
    }

    private static (string, RawValue) KeyAndValue(RawValue element)
    {
        var (key, value) = (element.Field("k"u8), element.Field("v"u8));
        if (RawDocument.Count(element.Bytes) != 2) throw CommandException.Location(40392, $"$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:{RawDocument.Count(element.Bytes)}");
        if (key.IsMissing || value.IsMissing) throw CommandException.Location(40393, "$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys");
        return key.Type == BsonType.String ? (key.AsString(), value) : throw CommandException.Location(40394, $"$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: {BsonTypeAlias.Of(key.Type)}");
    }

    private static RawValue Build(OrderedDictionary<string, RawValue> fields) => RawValue.OfDocument(RawDocument.Build(writer =>
    {
        foreach (var (name, value) in fields) writer.Raw(name, value.Type, value.Span);
    }));
}
