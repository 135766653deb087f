using System.Globalization;
using System.Text;

namespace TestKit.Network;

/// <summary>The frame of a message of HTTP/1.1: a body of a given length, or in chunks.</summary>
internal static class HttpMessage
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>The length of the first message; 0 while it is not whole.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf(EndOfHead);
        if (head < 0) return 0;
        head += EndOfHead.Length;
        if (BodyLength(bytes[..head]) is { } given) return bytes.Length >= head + given ? head + given : 0;
        var body = ReadChunks(bytes[head..], into: null);
        return body == 0 ? 0 : head + body;
    }

    /// <summary>What a whole message carries.</summary>
    public static ReadOnlyMemory<byte> BodyOf(ReadOnlyMemory<byte> message)
    {
        var head = message.Span.IndexOf(EndOfHead) + EndOfHead.Length;
        if (BodyLength(message.Span[..head]) is not null) return message[head..];
        using var body = new MemoryStream();
        ReadChunks(message.Span[head..], body);
        return body.ToArray();
    }

    /// <summary>Null: it comes in chunks.</summary>
    private static int? BodyLength(ReadOnlySpan<byte> head)
    {
        foreach (var line in Encoding.Latin1.GetString(head).Split("\r\n"))
        {
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) return int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            if (line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase)) return null;
        }
        return 0;
    }

    /// <returns>The length of all chunks and of what closes them; 0 while they are not whole.</returns>
    private static int ReadChunks(ReadOnlySpan<byte> bytes, Stream? into)
    {
        for (var at = 0; ;)
        {
            var end = bytes[at..].IndexOf("\r\n"u8);
            if (end < 0) return 0;
            var size = int.Parse(Encoding.Latin1.GetString(bytes.Slice(at, end)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var start = at + end + 2;
            if (bytes.Length < start + size + 2) return 0;
            into?.Write(bytes.Slice(start, size));
            at = start + size + 2;
            if (size == 0) return at;
        }
    }
}
