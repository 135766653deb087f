using System.Text.Json;
using TestKit;

namespace Faults.Tests.Rig;

/// <summary>
/// One text for a value, whether it was read from MongoDB as Extended JSON, or from Ditto in native or ejson mode. Written a second time here, so that it can judge
/// the bridge; it knows the types that the tests write.
/// </summary>
internal static class NormalValue
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().ToList() is [var only] && Unwrapped(only) is { } plain => plain,
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{JsonSerializer.Serialize(m.Name)}:{Of(m.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Of))}]",
        _ => JsonText.Canonical(value),
    };

    private static string? Unwrapped(JsonProperty member) => member.Name switch
    {
        "$numberInt" or "$numberLong" => member.Value.GetString(),
        "$oid" => $"\"{member.Value.GetString()}\"",
        "$date" => $"\"{DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(member.Value.GetProperty("$numberLong").GetString()!, System.Globalization.CultureInfo.InvariantCulture)):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"",
        _ => null,
    };
}
