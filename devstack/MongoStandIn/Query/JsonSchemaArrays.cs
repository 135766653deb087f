using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>The keywords of a schema that speak of arrays.</summary>
internal static class JsonSchemaArrays
{
    public static Predicate<RawValue>? Rule(RawValue schema, string keyword, RawValue value)
    {
        switch (keyword)
        {
            case "minItems":
                var least = JsonSchemaParser.Amount(keyword, value);
                return Arrays(array => RawDocument.Count(array.Bytes) >= least);
            case "maxItems":
                var most = JsonSchemaParser.Amount(keyword, value);
                return Arrays(array => RawDocument.Count(array.Bytes) <= most);
            case "uniqueItems":
                JsonSchemaParser.Expect(keyword, value, BsonType.Boolean);
                return value.AsBoolean() ? Arrays(IsUnique) : null;
            case "items": return Items(value);
            default: return AdditionalItems(schema, value);
        }
    }

    private static Predicate<RawValue> Arrays(Predicate<RawValue> rule) => candidate => candidate.Type != BsonType.Array || rule(candidate);

    private static bool IsUnique(RawValue array)
    {
        var seen = new HashSet<byte[]>(KeyComparer.Instance);
        foreach (var element in array.Fields)
            if (!seen.Add(JsonSchema.Identity(element.Value))) return false;
        return true;
    }

    private static Predicate<RawValue> Items(RawValue value)
    {
        if (value.Type == BsonType.Document)
        {
            var each = JsonSchema.Parse(value);
            return Arrays(array => RawDocument.Values(array.Bytes).TrueForAll(each.Allows));
        }
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword 'items' must be an array or an object, not {BsonTypeAlias.Of(value.Type)}");
        var schemas = new List<JsonSchema>();
        foreach (var element in value.Fields)
        {
            JsonSchemaParser.Expect("items", element.Value, BsonType.Document);
            schemas.Add(JsonSchema.Parse(element.Value));
        }
        return Arrays(array => RawDocument.Values(array.Bytes).Zip(schemas).All(pair => pair.Second.Allows(pair.First)));
    }

    /// <summary>Speaks of the elements behind those that <c>items</c>, as an array, has schemas for.</summary>
    private static Predicate<RawValue>? AdditionalItems(RawValue schema, RawValue value)
    {
        if (value.Type is not (BsonType.Boolean or BsonType.Document))
            throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword 'additionalItems' must be either an object or a boolean, but got a {BsonTypeAlias.Of(value.Type)}");
        var rest = value.Type == BsonType.Document ? JsonSchema.Parse(value) : null;
        var items = schema.Field("items"u8);
        if (items.Type != BsonType.Array || (rest is null && value.AsBoolean())) return null;
        var named = RawDocument.Count(items.Bytes);
        return Arrays(array => RawDocument.Values(array.Bytes).Skip(named).All(element => rest is not null && rest.Allows(element)));
    }
}
