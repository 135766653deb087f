using System.Text.Unicode;

namespace BridgeRuntime.BigPeer;

/// <summary>JSON text that can be read as text everywhere. A JSON parser takes bytes that are not UTF-8, and escapes that make half of a surrogate pair, until somebody asks for the text.</summary>
internal static class UnicodeText
{
    private const int EscapeLength = 6;

    /// <summary>Whether a JSON text is UTF-8, and every escape of it a character or a half of a whole pair.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && HasWholePairs(json);

    private static bool HasWholePairs(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf((byte)'\\') is var at && at >= 0)
        {
            json = json[at..];
            // \\, \n and the like are two bytes; what is no escape at all is the parser's to refuse.
            var length = Math.Min(2, json.Length);
            if (Unit(json) is { } unit)
            {
                length = EscapeLength;
                if (char.IsLowSurrogate(unit)) return false;
                if (char.IsHighSurrogate(unit))
                {
                    if (Unit(json[EscapeLength..]) is not { } low || !char.IsLowSurrogate(low)) return false;
                    length = 2 * EscapeLength;
                }
            }
            json = json[length..];
        }
        return true;
    }

    /// <summary>The UTF-16 unit of <c>\uXXXX</c> at the beginning; null where there is none.</summary>
    private static char? Unit(ReadOnlySpan<byte> json)
    {
        if (json.Length < EscapeLength || json[0] != (byte)'\\' || json[1] != (byte)'u') return null;
        return System.Buffers.Text.Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out var read, 'x') && read == 4 ? (char)unit : null;
    }
}
