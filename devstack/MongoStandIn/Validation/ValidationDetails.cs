using MongoC.Bson;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Validation;

/// <summary>
/// Says why a document failed: for each part of the filter that it does not match, the operator and what it was. A schema tells the missing
/// required fields and the properties that fail; what lies deeper it tells by path, as MongoDB does, but not rule by rule.
/// </summary>
internal static class ValidationDetails
{
    public static void Write(BsonWriter writer, byte[] definition, byte[] document)
    {
        var schema = RawDocument.Field(definition, "$jsonSchema"u8);
        if (schema.Type == BsonType.Document && RawDocument.Count(definition) == 1)
        {
            writer.String("operatorName", "$jsonSchema");
            writer.StartArray("schemaRulesNotSatisfied");
            WriteRules(writer, schema, RawValue.OfDocument(document));
            writer.End();
            return;
        }
        writer.String("operatorName", RawDocument.Count(definition) == 1 ? FirstOperator(definition) : "$and");
        writer.Document("specifiedAs", definition);
        writer.String("reason", "the document does not match the filter");
    }

    private static void WriteRules(BsonWriter writer, RawValue schema, RawValue value)
    {
        foreach (var (keyword, rule) in schema.Fields)
        {
            if (keyword is "title" or "description") continue;
            var alone = RawValue.OfDocument(RawDocument.Build(w => w.Raw(keyword, rule.Type, rule.Span)));
            if (JsonSchema.Parse(alone).Allows(value)) continue;
            writer.StartDocument("");
            writer.String("operatorName", keyword);
            if (keyword == "properties") WriteProperties(writer, rule, value);
            else
            {
                writer.Document("specifiedAs", alone.Span);
                if (keyword == "required") WriteMissing(writer, rule, value);
                else
                {
                    writer.String("reason", $"the value does not satisfy {keyword}");
                    if (!value.IsContainer) writer.Raw("consideredValue", value.Type, value.Span);
                }
            }
            writer.End();
        }
    }

    private static void WriteProperties(BsonWriter writer, RawValue properties, RawValue value)
    {
        writer.StartArray("propertiesNotSatisfied");
        foreach (var (name, schema) in properties.Fields)
        {
            var held = value.Field(System.Text.Encoding.UTF8.GetBytes(name));
            if (held.IsMissing || JsonSchema.Parse(schema).Allows(held)) continue;
            writer.StartDocument("");
            writer.String("propertyName", name);
            if (schema.Field("description"u8) is { Type: BsonType.String } description) writer.String("description", description.AsString());
            writer.StartArray("details");
            WriteRules(writer, schema, held);
            writer.End();
            writer.End();
        }
        writer.End();
    }

    private static void WriteMissing(BsonWriter writer, RawValue required, RawValue value)
    {
        writer.StartArray("missingProperties");
        foreach (var name in required.Fields)
            if (value.Field(name.Value.AsStringUtf8()).IsMissing) writer.Raw("", name.Value.Type, name.Value.Span);
        writer.End();
    }

    private static string FirstOperator(byte[] definition)
    {
        foreach (var (name, condition) in new RawFields(definition))
        {
            if (name.StartsWith('$')) return name;
            if (condition.Type != BsonType.Document) return "$eq";
            foreach (var inner in condition.Fields) return inner.Name.StartsWith('$') ? inner.Name : "$eq";
        }
        return "$eq";
    }
}
