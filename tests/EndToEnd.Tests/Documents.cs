using System.Diagnostics.CodeAnalysis;
using MongoC.Bson;

namespace EndToEnd.Tests;

/// <summary>Documents as Extended JSON.</summary>
internal static class Documents
{
    public static byte[] Bson(string json) => ExtendedJson.Parse(json);

    /// <summary>The canonical text of any Extended JSON; members stay in order.</summary>
    [return: NotNullIfNotNull(nameof(json))]
    public static string? Canonical(string? json) => json is null ? null : Canonical(Bson(json));

    public static string Canonical(ReadOnlyMemory<byte> document) => ExtendedJson.ToJson(document.Span, ExtendedJsonMode.Canonical);

    /// <summary>The same document with plain numbers, as Ditto writes them.</summary>
    public static string Relaxed(string json) => ExtendedJson.ToJson(Bson(json), ExtendedJsonMode.Relaxed);
}
