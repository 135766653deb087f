using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>
/// BSON → Ditto JSON in native mode (ditto.md §3). What Ditto cannot hold is left out and named: a scalar by itself, an array as a whole (leaving out
/// an element would move the others), and an object that holds nothing else.
/// </summary>
internal static class BsonToNative
{
    /// <summary>Writes the members of a document, without its braces.</summary>
    /// <param name="document">The document's bytes.</param>
    /// <param name="writer">Stands within an object.</param>
    /// <param name="skipId">Whether a top-level <c>_id</c> is left out.</param>
    /// <param name="counters">Where whole numbers of any type become integers.</param>
    public static NotCarriedPaths WriteMembers(ReadOnlySpan<byte> document, Utf8JsonWriter writer, bool skipId, CounterPaths counters)
    {
        NotCarriedPaths? notCarried = null;
        Members(document, writer, skipId, [], FieldPath.RootHash, counters, ref notCarried);
        return notCarried ?? NotCarriedPaths.None;
    }

    /// <summary>The type within a value that keeps the whole value from being carried; null when it is carried, at least in part.</summary>
    public static BsonType? Obstacle(in BsonElement element)
    {
        switch (element.Type)
        {
            case BsonType.Array:
                return ObstacleInside(element.Value);
            case BsonType.Document:
                BsonType? obstacle = null;
                foreach (var member in new BsonReader(element.Value))
                {
                    if (Obstacle(member) is not { } found) return null;
                    obstacle ??= found;
                }
                return obstacle;
            default:
                return IsScalarCarried(element) ? null : element.Type;
        }
    }

    private static void Members(
        ReadOnlySpan<byte> document, Utf8JsonWriter writer, bool skipId, List<string> path, ulong pathHash, CounterPaths counters, ref NotCarriedPaths? notCarried)
    {
        foreach (var member in new BsonReader(document))
        {
            if (skipId && path.Count == 0 && member.NameUtf8.SequenceEqual("_id"u8)) continue;
            if (Obstacle(member) is { } obstacle)
            {
                (notCarried ??= new NotCarriedPaths()).Add(new FieldPath([.. path, member.Name]), obstacle);
                continue;
            }
            writer.WritePropertyName(Checked(member.NameUtf8));
            var memberHash = counters.IsEmpty ? pathHash : FieldPath.Child(pathHash, member.NameUtf8);
            if (member.Type != BsonType.Document)
            {
                try
                {
                    if (counters.Contains(memberHash) && WholeNumber.TryRead(member, out var number)) writer.WriteNumberValue(number);
                    else WriteValue(member, writer);
                }
                catch (BsonFormatException e)
                {
                    throw new BsonFormatException($"In the field '{new FieldPath([.. path, member.Name])}': {e.Message}", e);
                }
                continue;
            }
            path.Add(member.Name);
            writer.WriteStartObject();
            Members(member.Value, writer, skipId: false, path, memberHash, counters, ref notCarried);
            writer.WriteEndObject();
            path.RemoveAt(path.Count - 1);
        }
    }

    /// <summary>Writes one value that has no <see cref="Obstacle"/>.</summary>
    public static void WriteValue(in BsonElement element, Utf8JsonWriter writer)
    {
        switch (element.Type)
        {
            case BsonType.Double: Real(element.AsDouble(), writer); break;
            case BsonType.String: writer.WriteStringValue(Checked(element.AsStringUtf8())); break;
            case BsonType.ObjectId: writer.WriteStringValue(element.AsObjectId().ToString()); break;
            case BsonType.Boolean: writer.WriteBooleanValue(element.AsBoolean()); break;
            case BsonType.DateTime: writer.WriteStringValue(IsoDate.Format(element.AsDateTimeMilliseconds())); break;
            case BsonType.Null: writer.WriteNullValue(); break;
            case BsonType.Int32: writer.WriteNumberValue(element.AsInt32()); break;
            case BsonType.Int64: writer.WriteNumberValue(element.AsInt64()); break;
            case BsonType.Timestamp: writer.WriteNumberValue(element.AsTimestamp().Value); break;
            case BsonType.Decimal128: writer.WriteStringValue(element.AsDecimal128().ToString()); break;
            case BsonType.RegularExpression: Regex(element, writer); break;
            case BsonType.Document:
                writer.WriteStartObject();
                foreach (var member in new BsonReader(element.Value))
                {
                    writer.WritePropertyName(Checked(member.NameUtf8));
                    WriteValue(member, writer);
                }
                writer.WriteEndObject();
                break;
            case BsonType.Array:
                writer.WriteStartArray();
                foreach (var item in new BsonReader(element.Value)) WriteValue(item, writer);
                writer.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"{element.Type} is not carried and must not come here.");
        }
    }

    /// <summary>The JSON writer would replace bytes that are no text silently, and the other side would hold what nobody wrote.</summary>
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? utf8 : throw new BsonFormatException("A name or text is not UTF-8.");

    private static void Regex(in BsonElement element, Utf8JsonWriter writer)
    {
        var (pattern, options) = element.AsRegularExpression();
        writer.WriteStartObject();
        writer.WriteStartObject("$regularExpression"u8);
        writer.WriteString("pattern"u8, pattern);
        writer.WriteString("options"u8, options);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A double keeps its fraction or exponent in the text: 1.0, not 1, which would be an integer in Ditto.</summary>
    private static void Real(double value, Utf8JsonWriter writer)
    {
        Span<byte> text = stackalloc byte[34];
        Utf8Formatter.TryFormat(value, text, out var length, new System.Buffers.StandardFormat('R'));
        if (text[..length].IndexOfAny((byte)'.', (byte)'E', (byte)'e') < 0) ".0"u8.CopyTo(text[length..(length += 2)]);
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static bool IsScalarCarried(in BsonElement element) => element.Type switch
    {
        BsonType.Double => double.IsFinite(element.AsDouble()),
        BsonType.DateTime => IsoDate.HasText(element.AsDateTimeMilliseconds()),
        BsonType.String or BsonType.ObjectId or BsonType.Boolean or BsonType.Null or BsonType.Int32 or BsonType.Int64
            or BsonType.Timestamp or BsonType.Decimal128 or BsonType.RegularExpression => true,
        _ => false,
    };

    /// <summary>Within an array everything must be carried, at any depth.</summary>
    private static BsonType? ObstacleInside(ReadOnlySpan<byte> container)
    {
        foreach (var item in new BsonReader(container))
        {
            var obstacle = item.Type is BsonType.Array or BsonType.Document ? ObstacleInside(item.Value) : IsScalarCarried(item) ? null : (BsonType?)item.Type;
            if (obstacle is not null) return obstacle;
        }
        return null;
    }
}
