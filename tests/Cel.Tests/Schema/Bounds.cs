using System.Globalization;
using System.Text.Json.Nodes;

namespace Cel.Tests.Schema;

/// <summary>Finds the limits of the schema, and for each a value at it and one beyond it, made out of the example's.</summary>
internal static class Bounds
{
    /// <summary>Every limit of the schema whose place the example has.</summary>
    public static IEnumerable<Bound> Of(SchemaNode schema, string example) => Of(schema.Schema, Examples.Read(example), example, "");

    private static IEnumerable<Bound> Of(JsonNode schema, JsonNode value, string example, string path)
    {
        foreach (var (keyword, limit) in schema.AsObject())
        {
            if (Values(keyword, limit!, value, schema) is var (at, beyond)) yield return new Bound(example, path, keyword, at, beyond);
        }
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            if (value[name] is not { } inner) continue;
            foreach (var bound in Of(property!, inner, example, Child(path, name))) yield return bound;
        }
        if (schema["items"] is JsonObject items)
        {
            foreach (var bound in Of(items, value[0]!, example, Child(path, "0"))) yield return bound;
        }
        if (schema["additionalProperties"] is JsonObject values)
        {
            var (key, inner) = value.AsObject().First();
            foreach (var bound in Of(values, inner!, example, Child(path, key))) yield return bound;
        }
    }

    private static (JsonNode? At, JsonNode Beyond)? Values(string keyword, JsonNode limit, JsonNode value, JsonNode schema) => keyword switch
    {
        "maxLength" => (Longer(Text(value), Number(limit)), Longer(Text(value), Number(limit) + 1)),
        "minLength" when Number(limit) == 1 => (null, ""),
        "maxItems" => (Items(value, Number(limit)), Items(value, Number(limit) + 1)),
        "minItems" => (null, new JsonArray()),
        "maxProperties" => (Entries(value, Number(limit)), Entries(value, Number(limit) + 1)),
        "minProperties" => (null, new JsonObject()),
        "minimum" => (Number(limit), Number(limit) - 1),
        "maximum" => (Number(limit), Number(limit) + 1),
        "enum" => (limit.AsArray()[^1]!.DeepClone(), "Another"),
        "minLength" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" or "uniqueItems" or "not" or "anyOf" or "allOf" or "oneOf" =>
            throw new NotSupportedException($"{keyword} of {schema} has no test yet"),
        _ => null,
    };

    private static long Number(JsonNode limit) => long.Parse(limit.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Text(JsonNode value) => value.GetValue<string>();

    /// <summary>A number gets zeros before it, a name more of its last letter: both stay what their pattern asks for.</summary>
    private static string Longer(string text, long length) => char.IsAsciiDigit(text[0]) ? text.PadLeft((int)length, '0') : text.PadRight((int)length, text[^1]);

    private static JsonArray Items(JsonNode value, long count) =>
        [.. Enumerable.Range(0, (int)count).Select(i => value[0] is JsonValue text ? (JsonNode)$"{text}{i}" : value[0]!.DeepClone())];

    private static JsonObject Entries(JsonNode value, long count) =>
        new(Enumerable.Range(0, (int)count).Select(i => KeyValuePair.Create($"{value.AsObject().First().Key}{i}", (JsonNode?)value.AsObject().First().Value!.DeepClone())));

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
