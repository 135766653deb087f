using System.Globalization;
using System.Text;
using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>Values as MongoDB prints them in its messages, such as the key of a duplicate key error.</summary>
internal static class BsonText
{
    public static string Of(in RawValue value) => value.Type switch
    {
        BsonType.EndOfDocument => "EOO",
        BsonType.Double => Double(value.AsDouble()),
        BsonType.String or BsonType.Symbol => $"\"{value.AsString()}\"",
        BsonType.Document => Document(value.Bytes),
        BsonType.Array => Array(value.Bytes),
        BsonType.Binary => Binary(value.Span),
        BsonType.Undefined => "undefined",
        BsonType.ObjectId => $"ObjectId('{new ObjectId(value.Span)}')",
        BsonType.Boolean => value.AsBoolean() ? "true" : "false",
        BsonType.DateTime => $"new Date({value.AsInt64()})",
        BsonType.Null => "null",
        BsonType.RegularExpression => Regex(value.Span),
        BsonType.JavaScript => value.AsString(),
        BsonType.Int32 => value.AsInt32().ToString(CultureInfo.InvariantCulture),
        BsonType.Int64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        BsonType.Timestamp => $"Timestamp({value.AsTimestamp().Seconds}, {value.AsTimestamp().Increment})",
        BsonType.Decimal128 => DecimalNumber.Read(value.Span).ToString(),
        BsonType.MinKey => "MinKey",
        BsonType.MaxKey => "MaxKey",
        _ => value.Type.ToString(),
    };

    public static string Document(ReadOnlyMemory<byte> document)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in new RawFields(document)) text.Append(text.Length > 1 ? ", " : " ").Append(name).Append(": ").Append(Of(value));
        return text.Append(text.Length > 1 ? " }" : "}").ToString();
    }

    private static string Array(ReadOnlyMemory<byte> array)
    {
        var text = new StringBuilder("[");
        foreach (var field in new RawFields(array)) text.Append(text.Length > 1 ? ", " : " ").Append(Of(field.Value));
        return text.Append(text.Length > 1 ? " ]" : "]").ToString();
    }

    private static string Double(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsInteger(value) && !text.Contains('E', StringComparison.Ordinal) ? text + ".0" : text;
    }

    private static string Binary(ReadOnlySpan<byte> value)
    {
        var payload = value[5..];
        return value[4] == 4 && payload.Length == 16 ? $"UUID(\"{new Guid(payload, bigEndian: true)}\")" : $"BinData({value[4]}, {Convert.ToHexString(payload)})";
    }

    private static string Regex(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)0);
        return $"/{Encoding.UTF8.GetString(value[..end])}/{Encoding.UTF8.GetString(value[(end + 1)..^1])}";
    }
}
