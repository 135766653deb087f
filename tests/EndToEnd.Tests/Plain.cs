using System.Globalization;
using System.Text;
using System.Text.Json;
using MongoC.Bson;

namespace EndToEnd.Tests;

/// <summary>
/// What a MongoDB document is in Ditto's native mode, written here a second time from the table of types so that it can judge the bridge.
/// It knows the types of the test data.
/// </summary>
internal static class Plain
{
    /// <summary>The document as JSON, its <c>_id</c> included.</summary>
    public static string Text(ReadOnlyMemory<byte> bson)
    {
        var text = new StringBuilder();
        Object(bson.Span, text);
        return text.ToString();
    }

    /// <summary>The text of one top-level member of a JSON object.</summary>
    public static string Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetRawText();
    }

    /// <summary>The object with another <c>_id</c>.</summary>
    public static string WithId(string json, string id)
    {
        using var document = JsonDocument.Parse(json);
        return $"{{\"_id\":{id},{string.Join(',', document.RootElement.EnumerateObject().Where(m => m.Name != "_id").Select(m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value.GetRawText()}"))}}}";
    }

    private static void Object(ReadOnlySpan<byte> bson, StringBuilder text)
    {
        text.Append('{');
        foreach (var member in new BsonReader(bson))
        {
            if (text[^1] != '{') text.Append(',');
            text.Append(JsonSerializer.Serialize(member.Name)).Append(':');
            Value(member, text);
        }
        text.Append('}');
    }

    private static void Value(in BsonElement element, StringBuilder text)
    {
        switch (element.Type)
        {
            case BsonType.Document:
                Object(element.Value, text);
                break;
            case BsonType.Array:
                text.Append('[');
                foreach (var item in new BsonReader(element.Value))
                {
                    if (text[^1] != '[') text.Append(',');
                    Value(item, text);
                }
                text.Append(']');
                break;
            default:
                text.Append(Scalar(element));
                break;
        }
    }

    private static string Scalar(in BsonElement element) => element.Type switch
    {
        BsonType.String => JsonSerializer.Serialize(element.AsString()),
        BsonType.Int32 => element.AsInt32().ToString(CultureInfo.InvariantCulture),
        BsonType.Int64 => element.AsInt64().ToString(CultureInfo.InvariantCulture),
        BsonType.Double => element.AsDouble().ToString(Math.Floor(element.AsDouble()) == element.AsDouble() ? "0.0" : "R", CultureInfo.InvariantCulture),
        BsonType.Boolean => element.AsBoolean() ? "true" : "false",
        BsonType.Null => "null",
        BsonType.ObjectId => $"\"{element.AsObjectId()}\"",
        BsonType.Decimal128 => $"\"{element.AsDecimal128()}\"",
        BsonType.DateTime => $"\"{DateTimeOffset.FromUnixTimeMilliseconds(element.AsDateTimeMilliseconds()):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"",
        _ => throw new NotSupportedException($"The test data has no {element.Type}."),
    };
}
