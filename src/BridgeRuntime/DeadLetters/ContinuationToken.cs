using System.Buffers.Text;
using System.Text;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>Where a list goes on, as text that needs no escaping in a URL: the <c>_id</c> of the last letter that was given.</summary>
internal static class ContinuationToken
{
    /// <summary>Ids of letters hold a Ditto id of at most 256 bytes or a MongoDB <c>_id</c>, and two names.</summary>
    private const int MostCharacters = 16 * 1024;

    public static string Of(ReadOnlyMemory<byte> id) => Base64Url.EncodeToString(id.Span);

    /// <summary>False for a text that is no such token.</summary>
    public static bool TryRead(string text, out ReadOnlyMemory<byte> id)
    {
        id = default;
        if (text.Length > MostCharacters || !Base64Url.IsValid(text)) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length > 0 && !IsDocument(bytes)) return false;
        id = bytes;
        return true;
    }

    private static bool IsDocument(byte[] bytes)
    {
        try
        {
            foreach (var member in new BsonReader(bytes)) _ = member.Name;
            return true;
        }
        catch (Exception e) when (e is BsonFormatException or DecoderFallbackException)
        {
            return false;
        }
    }
}
