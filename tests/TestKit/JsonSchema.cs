using System.Text.Json;
using System.Text.Json.Nodes;

namespace TestKit;

/// <summary>
/// Validates by the part of JSON Schema 2020-12 that docs/status.schema.json uses; a keyword that it does not know fails, so that none is
/// believed to be checked that is not.
/// </summary>
public sealed class JsonSchema(JsonNode root)
{
    public IReadOnlyList<string> Validate(JsonNode? value)
    {
        var errors = new List<string>();
        Check(root.AsObject(), value, "$", errors);
        return errors;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "$schema" or "$defs" or "title" or "description":
                    break;
                case "$ref":
                    Check(root["$defs"]![rule!.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path, errors);
                    break;
                case "type":
                    var types = rule is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToList() : [rule!.GetValue<string>()];
                    if (!types.Exists(t => IsOfType(value, t))) errors.Add($"{path} is not {string.Join(" or ", types)}");
                    break;
                case "enum":
                    if (!rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value))) errors.Add($"{path} is none of {rule.ToJsonString()}");
                    break;
                case "format" when rule!.GetValue<string>() == "date-time":
                    if (value?.GetValueKind() == JsonValueKind.String && !value.AsValue().TryGetValue<DateTimeOffset>(out _)) errors.Add($"{path} is not a time");
                    break;
                case "minimum":
                    if (value?.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() < rule!.GetValue<double>()) errors.Add($"{path} is too small");
                    break;
                case "items":
                    for (var i = 0; value is JsonArray array && i < array.Count; i++) Check(rule!.AsObject(), array[i], $"{path}[{i}]", errors);
                    break;
                case "required":
                    foreach (var name in rule!.AsArray().Select(n => n!.GetValue<string>()).Where(n => value is JsonObject o && !o.ContainsKey(n))) errors.Add($"{path}.{name} is missing");
                    break;
                case "properties":
                    foreach (var (name, property) in rule!.AsObject())
                        if (value is JsonObject owner && owner.TryGetPropertyValue(name, out var inner)) Check(property!.AsObject(), inner, $"{path}.{name}", errors);
                    break;
                case "additionalProperties":
                    CheckAdditional(schema, rule!, value, path, errors);
                    break;
                default:
                    errors.Add($"the schema's keyword \"{keyword}\" at {path} is not known to this validator");
                    break;
            }
        }
    }

    private void CheckAdditional(JsonObject schema, JsonNode rule, JsonNode? value, string path, List<string> errors)
    {
        if (value is not JsonObject members) return;
        foreach (var (name, inner) in members.Where(m => schema["properties"]?.AsObject().ContainsKey(m.Key) != true))
        {
            if (rule is JsonObject additional) Check(additional, inner, $"{path}.{name}", errors);
            else if (!rule.GetValue<bool>()) errors.Add($"{path}.{name} is not in the schema");
        }
    }

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value!.GetValue<double>()),
        _ => false,
    };
}
