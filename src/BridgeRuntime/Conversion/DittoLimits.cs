using System.Text;
using System.Text.Json;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Conversion;

/// <summary>What one Ditto document may be at most (seen on the engine 5.1.0), so that what is surely refused is never sent.</summary>
internal static class DittoLimits
{
    /// <summary>An id, serialised. A longer one is refused in a write and makes a read fail as a whole, with the other ids in it.</summary>
    public const int IdBytes = 256;

    /// <summary>A document: 5 MiB.</summary>
    public const long DocumentBytes = 5_242_880;

    /// <summary>Each value takes at least as much; a longer text takes its length.</summary>
    private const int LeastValueBytes = 9;

    /// <summary>A JSON text of this length cannot make a larger document: <c>1,</c> is the shortest text of a value.</summary>
    private const long HarmlessJsonBytes = DocumentBytes * 2 / LeastValueBytes;

    /// <summary>How many bytes an id takes, which is its length in CBOR.</summary>
    public static int SizeOfId(DittoId id)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(id.Json), DocumentStateReader.ReaderOptions);
        var size = 0;
        var counts = new Stack<int>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                size += Head((ulong)counts.Pop());
                continue;
            }
            if (counts.Count > 0 && reader.TokenType != JsonTokenType.PropertyName) counts.Push(counts.Pop() + 1);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    counts.Push(0);
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String:
                    var length = Encoding.UTF8.GetByteCount(reader.GetString()!);
                    size += Head((ulong)length) + length;
                    break;
                case JsonTokenType.Number:
                    size += reader.TryGetInt64(out var integer) ? Head((ulong)(integer < 0 ? ~integer : integer)) : 9;
                    break;
                default:
                    size++;
                    break;
            }
        }
        return size;
    }

    /// <summary>Why a document is surely refused; null where it may pass.</summary>
    public static string? Excess(ReadOnlySpan<byte> json)
    {
        if (json.Length <= HarmlessJsonBytes) return null;
        var size = LeastSize(json);
        return size <= DocumentBytes
            ? null
            : FormattableString.Invariant($"The document takes at least {size} bytes in Ditto, which holds {DocumentBytes} (5 MiB) at most: a text its length, any other value 9. Make it smaller in MongoDB, or split it.");
    }

    /// <summary>What is to be known of a document that was refused: its size and its depth beside what Ditto takes.</summary>
    public static string Describe(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, DocumentStateReader.ReaderOptions);
        var depth = 0;
        while (reader.Read()) depth = Math.Max(depth, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0));
        return FormattableString.Invariant($"The document takes at least {LeastSize(json)} bytes of {DocumentBytes} and has {depth} levels of about 120 that Ditto takes. Correct it in MongoDB.");
    }

    private static long LeastSize(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, DocumentStateReader.ReaderOptions);
        long size = 0;
        while (reader.Read())
        {
            size += reader.TokenType switch
            {
                JsonTokenType.EndArray or JsonTokenType.EndObject => 0,
                JsonTokenType.PropertyName => Length(reader),
                JsonTokenType.String => Math.Max(LeastValueBytes, Length(reader)),
                _ => LeastValueBytes,
            };
        }
        return size;
    }

    /// <summary>An escaped text is at least a sixth as long as its escapes; only what is not escaped is known without unescaping.</summary>
    private static int Length(in Utf8JsonReader reader) => reader.ValueIsEscaped ? Encoding.UTF8.GetByteCount(reader.GetString()!) : reader.ValueSpan.Length;

    private static int Head(ulong value) => value switch
    {
        < 24 => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        <= uint.MaxValue => 5,
        _ => 9,
    };
}
