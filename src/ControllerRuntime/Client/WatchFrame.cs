using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Client;

/// <summary>Reads one line of a watch: <c>{"type": …, "object": …}</c>. The object is parsed once, into its type.</summary>
internal static class WatchFrame
{
    /// <exception cref="KubeException">It is an <c>ERROR</c> event, or no event at all.</exception>
    public static WatchEvent<T>? Read<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> json, string what)
        where T : class, IKubeObject
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            Expect(ref reader, JsonTokenType.StartObject, what);
            string? type = null;
            Utf8JsonReader held = default;
            var hasObject = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isObject = reader.ValueTextEquals("object"u8);
                reader.Read();
                if (isType) type = reader.GetString();
                // The server names the type first; whoever does not is read all the same.
                else if (isObject)
                {
                    held = reader;
                    hasObject = true;
                    if (type is not null) return Event(type, ref held, json, what);
                }
                if (!isType) reader.Skip();
            }
            if (type is null || !hasObject) throw Bad(what, "has no type or no object");
            return Event(type, ref held, json, what);
        }
        // The reader says so of text that is not UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new KubeException(KubeErrorKind.BadAnswer, $"{what}: the watch sent a line that is not what it should be: {e.Message}", e);
        }
    }

    private static WatchEvent<T>? Event<T>(string type, ref Utf8JsonReader reader, JsonTypeInfo<T> json, string what)
        where T : class, IKubeObject
    {
        if (type == "ERROR") throw KubeErrors.OfEvent(JsonSerializer.Deserialize(ref reader, KubeJson.Default.KubeStatus), what);
        WatchEventType? known = type switch
        {
            "ADDED" => WatchEventType.Added,
            "MODIFIED" => WatchEventType.Modified,
            "DELETED" => WatchEventType.Deleted,
            "BOOKMARK" => WatchEventType.Bookmark,
            _ => null,
        };
        // A type of a later version of the API is not for us.
        if (known is not { } of) return null;
        return new WatchEvent<T>(of, JsonSerializer.Deserialize(ref reader, json) ?? throw Bad(what, "has no object"));
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type) throw Bad(what, "is no JSON object");
    }

    private static KubeException Bad(string what, string problem) => new(KubeErrorKind.BadAnswer, $"{what}: the watch sent a line that {problem}");
}
