using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>The keywords of a schema that speak of documents.</summary>
internal static class JsonSchemaObjects
{
    public static Predicate<RawValue>? Rule(RawValue schema, string keyword, RawValue value)
    {
        switch (keyword)
        {
            case "required":
                var names = JsonSchemaParser.Texts(keyword, value).ConvertAll(Utf8);
                return Objects(candidate => names.TrueForAll(name => !candidate.Field(name).IsMissing));
            case "minProperties":
                var least = JsonSchemaParser.Amount(keyword, value);
                return Objects(candidate => RawDocument.Count(candidate.Bytes) >= least);
            case "maxProperties":
                var most = JsonSchemaParser.Amount(keyword, value);
                return Objects(candidate => RawDocument.Count(candidate.Bytes) <= most);
            case "properties":
                var properties = Schemas(keyword, value).Select(p => (Name: Utf8(p.Name), p.Schema)).ToList();
                return Objects(candidate => properties.TrueForAll(p => candidate.Field(p.Name) is var found && (found.IsMissing || p.Schema.Allows(found))));
            case "patternProperties":
                var patterns = Schemas(keyword, value).Select(p => (Name: new RegexTest(p.Name, ""), p.Schema)).ToList();
                return Objects(candidate => EachField(candidate, (name, field) => patterns.TrueForAll(p => !p.Name.Matches(name) || p.Schema.Allows(field))));
            case "additionalProperties": return Additional(schema, value);
            default: return Dependencies(value);
        }
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static Predicate<RawValue> Objects(Predicate<RawValue> rule) => candidate => candidate.Type != BsonType.Document || rule(candidate);

    private static bool EachField(RawValue document, Func<RawValue, RawValue, bool> holds)
    {
        foreach (var (name, value) in document.Fields)
            if (!holds(RawValue.Of(name), value)) return false;
        return true;
    }

    private static List<(string Name, JsonSchema Schema)> Schemas(string keyword, RawValue value)
    {
        JsonSchemaParser.Expect(keyword, value, BsonType.Document);
        var schemas = new List<(string, JsonSchema)>();
        foreach (var (name, schema) in value.Fields)
        {
            if (schema.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, $"Nested schema for $jsonSchema property '{name}' must be an object");
            schemas.Add((name, JsonSchema.Parse(schema)));
        }
        return schemas;
    }

    /// <summary>Speaks of the fields that neither <c>properties</c> names nor a pattern of <c>patternProperties</c> meets.</summary>
    private static Predicate<RawValue>? Additional(RawValue schema, RawValue value)
    {
        if (value.Type is not (BsonType.Boolean or BsonType.Document))
            throw new CommandException(ErrorCode.TypeMismatch, $"$jsonSchema keyword 'additionalProperties' must be an object or a boolean, but got a {BsonTypeAlias.Of(value.Type)}");
        var rest = value.Type == BsonType.Document ? JsonSchema.Parse(value) : null;
        if (rest is null && value.AsBoolean()) return null;
        var named = new HashSet<string>();
        if (schema.Field("properties"u8) is { Type: BsonType.Document } properties)
            foreach (var field in properties.Fields) named.Add(field.Name);
        var patterns = new List<RegexTest>();
        if (schema.Field("patternProperties"u8) is { Type: BsonType.Document } byPattern)
            foreach (var field in byPattern.Fields) patterns.Add(new RegexTest(field.Name, ""));
        return Objects(candidate => EachField(candidate, (name, field) =>
            named.Contains(name.AsString()) || patterns.Exists(p => p.Matches(name)) || (rest is not null && rest.Allows(field))));
    }

    private static Predicate<RawValue> Dependencies(RawValue value)
    {
        JsonSchemaParser.Expect("dependencies", value, BsonType.Document);
        var rules = new List<(byte[] Name, Predicate<RawValue> Rule)>();
        foreach (var (name, dependency) in value.Fields)
        {
            if (dependency.Type == BsonType.Document)
            {
                var schema = JsonSchema.Parse(dependency);
                rules.Add((Utf8(name), schema.Allows));
                continue;
            }
            var others = JsonSchemaParser.Texts("dependencies", dependency).ConvertAll(Utf8);
            rules.Add((Utf8(name), candidate => others.TrueForAll(other => !candidate.Field(other).IsMissing)));
        }
        return Objects(candidate => rules.TrueForAll(r => candidate.Field(r.Name).IsMissing || r.Rule(candidate)));
    }
}
