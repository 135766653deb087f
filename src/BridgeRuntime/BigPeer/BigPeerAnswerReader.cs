using System.Text.Json;
using BridgeRuntime.Documents;
using BridgeRuntime.Preflight;

namespace BridgeRuntime.BigPeer;

/// <summary>Reads answers of the HTTP API and the words of its errors, in each of the shapes they come in (ditto.md §4).</summary>
internal static class BigPeerAnswerReader
{
    /// <param name="body">The answer; what is taken from it is copied.</param>
    /// <exception cref="SideException">The answer names an error, or is none.</exception>
    public static BigPeerAnswer Read(ReadOnlyMemory<byte> body)
    {
        // Checked once, here: whoever reads a text of it later could do nothing about it.
        if (!UnicodeText.IsWhole(body.Span)) throw new SideException(Side.BigPeer, SideFailure.Protocol, "The Big Peer's answer holds text that is not Unicode. Check what stands between it and the bridge.") { Reason = ProblemReason.NotABigPeer };
        try
        {
            return ReadMembers(body);
        }
        catch (JsonException e)
        {
            throw new SideException(Side.BigPeer, SideFailure.Protocol, $"The Big Peer's answer is not the JSON of its API, at byte {e.BytePositionInLine}. Check that bigPeer.endpoint points at a Big Peer.", e) { Reason = ProblemReason.NotABigPeer };
        }
    }

    /// <summary>The server's own words in an error's body, at most 500 characters.</summary>
    public static string ErrorText(ReadOnlyMemory<byte> body)
    {
        var text = ErrorMember(body) ?? System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 2000)]);
        text = new string([.. text.Trim().Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length <= 500 ? text : text[..500] + "…";
    }

    private static BigPeerAnswer ReadMembers(ReadOnlyMemory<byte> body)
    {
        long transaction = 0;
        List<ReadOnlyMemory<byte>> items = [], mutated = [];
        var reader = new Utf8JsonReader(body.Span, DocumentStateReader.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("transactionId"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && !reader.TryGetInt64(out transaction)) throw new JsonException();
            }
            else if (reader.ValueTextEquals("items"u8)) Elements(ref reader, body, items);
            else if (reader.ValueTextEquals("mutatedDocumentIds"u8)) Elements(ref reader, body, mutated);
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                using var error = JsonDocument.ParseValue(ref reader);
                if (Description(error.RootElement) is { } words) throw new SideException(Side.BigPeer, SideFailure.Refused, $"The Big Peer refused the statement: {words}");
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return new BigPeerAnswer(transaction, items, mutated);
    }

    private static void Elements(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ReadOnlyMemory<byte>> into)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            into.Add(body[start..(int)reader.BytesConsumed].ToArray());
        }
    }

    private static string? ErrorMember(ReadOnlyMemory<byte> body)
    {
        if (!UnicodeText.IsWhole(body.Span)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(body);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object) return null;
            if (parsed.RootElement.TryGetProperty("error", out var error) && Description(error) is { } words) return words;
            return parsed.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
        }
        catch (JsonException)
        {
            // Plain text is one of the shapes.
            return null;
        }
    }

    private static string? Description(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String) return error.GetString();
        if (error.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in new[] { "description", "message" })
        {
            if (error.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.String && words.GetString() is { Length: > 0 } text) return text;
        }
        return null;
    }
}
