using System.Text;
using System.Text.Unicode;

namespace MongoC.Bson;

/// <summary>UTF-8 that refuses what it cannot carry, where <see cref="Encoding.UTF8"/> would put U+FFFD and lose the data silently.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8) => Encoding.GetString(Checked(utf8));

    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? utf8 : throw new BsonFormatException("A name or string is not UTF-8.");
}
