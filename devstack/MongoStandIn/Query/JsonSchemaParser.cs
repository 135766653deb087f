using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>Reads a schema. What MongoDB refuses is refused with its codes: 9 for what makes no sense, 14 for a value of the wrong type.</summary>
internal static class JsonSchemaParser
{
    private static readonly HashSet<string> Unsupported = ["$ref", "$schema", "default", "definitions", "format", "id"];

    private static readonly Dictionary<string, BsonType[]> JsonTypes = new()
    {
        ["object"] = [BsonType.Document],
        ["array"] = [BsonType.Array],
        ["string"] = [BsonType.String],
        ["boolean"] = [BsonType.Boolean],
        ["null"] = [BsonType.Null],
        ["number"] = [BsonType.Int32, BsonType.Int64, BsonType.Double, BsonType.Decimal128],
    };

    public static JsonSchema Parse(RawValue schema)
    {
        if (schema.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, "$jsonSchema must be an object");
        var rules = new List<Predicate<RawValue>>();
        foreach (var (keyword, value) in schema.Fields)
        {
            if (Rule(schema, keyword, value) is { } rule) rules.Add(rule);
        }
        return new JsonSchema(rules);
    }

    private static Predicate<RawValue>? Rule(RawValue schema, string keyword, RawValue value)
    {
        switch (keyword)
        {
            case "title" or "description":
                Expect(keyword, value, BsonType.String);
                return null;
            case "type":
                if (!schema.Field("bsonType"u8).IsMissing) throw Refused("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
                return Types(keyword, value, JsonType);
            case "bsonType": return Types(keyword, value, alias => TypeNames.Read(RawValue.Of(alias)));
            case "enum": return Enumeration(keyword, value);
            case "minimum": return Bound(schema, keyword, "exclusiveMinimum", value, 1);
            case "maximum": return Bound(schema, keyword, "exclusiveMaximum", value, -1);
            case "exclusiveMinimum" or "exclusiveMaximum":
                Expect(keyword, value, BsonType.Boolean);
                var bound = keyword == "exclusiveMinimum" ? "minimum" : "maximum";
                if (RawDocument.Field(schema.Bytes, System.Text.Encoding.UTF8.GetBytes(bound)).IsMissing) throw Refused($"$jsonSchema keyword '{bound}' must be a present if {keyword} is present");
                return null;
            case "multipleOf": return MultipleOf(keyword, value);
            case "minLength": return Length(keyword, value, (length, limit) => length >= limit);
            case "maxLength": return Length(keyword, value, (length, limit) => length <= limit);
            case "pattern":
                Expect(keyword, value, BsonType.String);
                var pattern = new RegexTest(value.AsString(), "");
                return candidate => candidate.Type != BsonType.String || pattern.Matches(candidate);
            case "items" or "minItems" or "maxItems" or "uniqueItems" or "additionalItems": return JsonSchemaArrays.Rule(schema, keyword, value);
            case "properties" or "required" or "additionalProperties" or "patternProperties" or "minProperties" or "maxProperties" or "dependencies":
                return JsonSchemaObjects.Rule(schema, keyword, value);
            case "allOf":
                var all = Schemas(keyword, value);
                return candidate => all.TrueForAll(s => s.Allows(candidate));
            case "anyOf":
                var any = Schemas(keyword, value);
                return candidate => any.Exists(s => s.Allows(candidate));
            case "oneOf":
                var one = Schemas(keyword, value);
                return candidate => one.Count(s => s.Allows(candidate)) == 1;
            case "not":
                Expect(keyword, value, BsonType.Document);
                var not = Parse(value);
                return candidate => !not.Allows(candidate);
            default:
                throw Refused(Unsupported.Contains(keyword) ? $"$jsonSchema keyword '{keyword}' is not currently supported" : $"Unknown $jsonSchema keyword: {keyword}");
        }
    }

    public static void Expect(string keyword, RawValue value, BsonType type)
    {
        if (value.Type == type) return;
        throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword '{keyword}' must be {(type is BsonType.Document or BsonType.Array ? "an" : "a")} {BsonTypeAlias.Of(type)}, but found an element of type {BsonTypeAlias.Of(value.Type)}");
    }

    public static CommandException Refused(string message) => new(ErrorCode.FailedToParse, message);

    /// <summary>An integer that is not negative.</summary>
    public static long Amount(string keyword, RawValue value)
    {
        if (!value.TryGetInteger(out var amount)) throw Refused($"Failed to parse $jsonSchema keyword '{keyword}': expected an integer: {keyword}: {BsonText.Of(value)}");
        return amount < 0 ? throw Refused($"Expected a non-negative number in: {keyword}: {BsonText.Of(value)}") : amount;
    }

    public static List<string> Texts(string keyword, RawValue value)
    {
        Expect(keyword, value, BsonType.Array);
        var texts = new List<string>();
        foreach (var element in value.Fields)
        {
            Expect(keyword, element.Value, BsonType.String);
            if (texts.Contains(element.Value.AsString())) throw Refused($"$jsonSchema keyword '{keyword}' array cannot contain duplicate values");
            texts.Add(element.Value.AsString());
        }
        return texts.Count == 0 ? throw Refused($"$jsonSchema keyword '{keyword}' cannot be an empty array") : texts;
    }

    private static List<JsonSchema> Schemas(string keyword, RawValue value)
    {
        Expect(keyword, value, BsonType.Array);
        var schemas = new List<JsonSchema>();
        foreach (var element in value.Fields)
        {
            Expect(keyword, element.Value, BsonType.Document);
            schemas.Add(Parse(element.Value));
        }
        return schemas.Count == 0 ? throw new CommandException(ErrorCode.BadValue, $"$jsonSchema keyword '{keyword}' must be a non-empty array") : schemas;
    }

    private static Predicate<RawValue> Types(string keyword, RawValue value, Func<string, IEnumerable<BsonType>> read)
    {
        var types = new HashSet<BsonType>();
        if (value.Type == BsonType.String) types.UnionWith(read(value.AsString()));
        else if (value.Type == BsonType.Array)
            foreach (var name in Texts(keyword, value)) types.UnionWith(read(name));
        else throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword '{keyword}' must be either a string or an array of strings");
        return candidate => types.Contains(candidate.Type);
    }

    private static BsonType[] JsonType(string name)
    {
        if (name == "integer") throw Refused("$jsonSchema type 'integer' is not currently supported.");
        return JsonTypes.TryGetValue(name, out var types) ? types : throw new CommandException(ErrorCode.BadValue, $"Unknown type name alias: {name}");
    }

    private static Predicate<RawValue> Enumeration(string keyword, RawValue value)
    {
        Expect(keyword, value, BsonType.Array);
        var allowed = new HashSet<byte[]>(KeyComparer.Instance);
        foreach (var element in value.Fields)
            if (!allowed.Add(JsonSchema.Identity(element.Value))) throw Refused("$jsonSchema keyword 'enum' array cannot contain duplicate values.");
        if (allowed.Count == 0) throw Refused("$jsonSchema keyword 'enum' cannot be an empty array");
        return candidate => allowed.Contains(JsonSchema.Identity(candidate));
    }

    private static Predicate<RawValue> Bound(RawValue schema, string keyword, string exclusive, RawValue limit, int sign)
    {
        if (!limit.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword '{keyword}' must be a number");
        var isExclusive = RawDocument.Field(schema.Bytes, System.Text.Encoding.UTF8.GetBytes(exclusive)) is { Type: BsonType.Boolean } flag && flag.AsBoolean();
        var least = isExclusive ? 1 : 0;
        return candidate => !candidate.IsNumber || Math.Sign(BsonOrder.Compare(candidate, limit)) * sign >= least;
    }

    private static Predicate<RawValue> MultipleOf(string keyword, RawValue value)
    {
        if (!value.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword '{keyword}' must be a number");
        var divisor = Numbers.ToDecimal(value);
        if (divisor.IsZero || divisor.IsNegative || !divisor.IsFinite) throw Refused($"$jsonSchema keyword '{keyword}' must have a positive value");
        return candidate => !candidate.IsNumber || Numbers.ToDecimal(candidate) is { IsFinite: true } number && number.IsMultipleOf(divisor);
    }

    private static Predicate<RawValue> Length(string keyword, RawValue value, Func<long, long, bool> holds)
    {
        var limit = Amount(keyword, value);
        return candidate => candidate.Type != BsonType.String || holds(CodePoints(candidate.AsStringUtf8()), limit);
    }

    private static long CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0L;
        foreach (var b in utf8)
            if ((b & 0xC0) != 0x80) count++;
        return count;
    }
}
