using System.Text;
using System.Text.Json;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;

namespace BridgeRuntime.BigPeer;

/// <summary>
/// The types within an id. <c>_id IN :ids</c> silently finds nothing when the ids, or values within object ids, are of more than one type (seen on
/// the engine), so each statement gets ids of one signature.
/// </summary>
internal static class IdSignature
{
    public static IEnumerable<List<DittoId>> Group(IEnumerable<DittoId> ids) => ids.GroupBy(Of, StringComparer.Ordinal).Select(g => g.ToList());

    public static string Of(DittoId id)
    {
        // Most ids are strings; they need no parsing.
        if (id.Json is ['"', ..]) return "s";
        using var parsed = JsonDocument.Parse(id.Json, CanonicalId.ParseOptions);
        var signature = new StringBuilder();
        Append(parsed.RootElement, signature);
        return signature.ToString();
    }

    private static void Append(JsonElement value, StringBuilder signature)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                signature.Append('{');
                foreach (var member in value.EnumerateObject())
                {
                    signature.Append(member.Name.Length).Append(':').Append(member.Name);
                    Append(member.Value, signature);
                }
                signature.Append('}');
                break;
            case JsonValueKind.Array:
                signature.Append('[');
                foreach (var item in value.EnumerateArray()) Append(item, signature);
                signature.Append(']');
                break;
            case JsonValueKind.True or JsonValueKind.False:
                signature.Append('b');
                break;
            case JsonValueKind.Number:
                signature.Append('n');
                break;
            case JsonValueKind.Null:
                signature.Append('0');
                break;
            default:
                signature.Append('s');
                break;
        }
    }
}
