using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BridgeRuntime.Conversion;
using MongoC.Bson;

namespace BridgeRuntime.Identity;

/// <summary>One scalar of an id: BSON ↔ the canonical JSON text in Ditto.</summary>
internal sealed class IdText(bool ejson)
{
    /// <summary>The canonical JSON text of a value; null where Ditto cannot hold it in an id.</summary>
    public string? Of(in BsonElement element)
    {
        switch (element.Type)
        {
            case BsonType.Array or BsonType.Document or BsonType.Null or BsonType.Undefined:
                return null;
            case BsonType.String:
                return Quote(element.AsTextUtf8());
            case BsonType.Boolean:
                return element.AsBoolean() ? "true" : "false";
        }
        if (ejson) return Ejson(element);
        switch (element.Type)
        {
            // MongoDB holds 1, NumberLong(1) and 1.0 for the same _id, and Ditto refuses fractions: an integral double is that integer.
            case BsonType.Int32 or BsonType.Int64 or BsonType.Double:
                return element.TryGetInteger(out var integer) ? integer.ToString(CultureInfo.InvariantCulture) : null;
            case BsonType.ObjectId:
                return Quote(element.AsObjectId().ToString());
            case BsonType.DateTime:
                return IsoDate.HasText(element.AsDateTimeMilliseconds()) ? Quote(IsoDate.Format(element.AsDateTimeMilliseconds())) : null;
            case BsonType.Decimal128:
                return Quote(element.AsDecimal128().ToString());
            default:
                return null;
        }
    }

    /// <summary>Whether a part of a Ditto id is a scalar that a mapped field could have given.</summary>
    public bool IsScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.True or JsonValueKind.False => true,
        JsonValueKind.Number => !ejson && value.TryGetInt64(out _),
        JsonValueKind.Object => ejson && IsCanonicalWrapper(value),
        _ => false,
    };

    public IReadOnlyList<BsonValue> Candidates(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False: return [BsonValue.Of(value.GetBoolean())];
            case JsonValueKind.Number: return [Integer(value.GetInt64())];
            case JsonValueKind.Object: return [EjsonConverter.ReadValue(JsonBytes(value), hint: null)];
        }
        return Candidates(value.GetString()!);
    }

    /// <summary>What MongoDB may hold where Ditto has a text.</summary>
    public IReadOnlyList<BsonValue> Candidates(string text)
    {
        List<BsonValue> candidates = [BsonValue.Of(text)];
        if (ejson) return candidates;
        if (ObjectId.TryParse(text, out var objectId) && objectId.ToString() == text) candidates.Add(BsonValue.Of(objectId));
        if (IsoDate.TryParse(text, out var milliseconds) && IsoDate.Format(milliseconds) == text) candidates.Add(BsonValue.OfDateTime(milliseconds));
        if (Decimal128.TryParse(text, out var number) && number.ToString() == text) candidates.Add(NativeToBson.Of(number));
        return candidates;
    }

    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => value.ValueKind.ToString(),
    };

    public static string Object(SortedDictionary<string, string> members) =>
        "{" + string.Join(',', members.Select(m => $"{Quote(m.Key)}:{m.Value}")) + "}";

    /// <summary>A broken wrapper makes no value, and one that is written in another way than the value's own would make another id than it is.</summary>
    private bool IsCanonicalWrapper(JsonElement value)
    {
        var json = JsonBytes(value);
        try
        {
            return Of(EjsonConverter.ReadValue(json, hint: null).AsElement()) == CanonicalId.Read(json).Json;
        }
        catch (UnsupportedValueException)
        {
            return false;
        }
    }

    private static string Ejson(in BsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EjsonConverter.WriteValue(buffer, element);
        return CanonicalId.Read(buffer.WrittenSpan).Json;
    }

    private static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    private static string Quote(ReadOnlySpan<byte> utf8) => CanonicalId.OfText(utf8).Json;

    private static BsonValue Integer(long value) => value is >= int.MinValue and <= int.MaxValue ? BsonValue.Of((int)value) : BsonValue.Of(value);

    private static byte[] JsonBytes(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());
}
