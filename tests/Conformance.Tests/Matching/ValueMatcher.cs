using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Conformance.Tests.Matching;

/// <summary>
/// Compares values in canonical Extended JSON: type, value, and the order of fields. An expected object with one of these names says less:
/// <c>$$exists: false</c>, <c>$$type: "objectId"</c>, <c>$$matches: "regular expression"</c>, <c>$$anyOrder: [...]</c>, <c>$$atLeast: {fields}</c>, <c>$$any: true</c>.
/// </summary>
internal static class ValueMatcher
{
    private static readonly Dictionary<string, string> Wrappers = new()
    {
        ["$numberInt"] = "int",
        ["$numberLong"] = "long",
        ["$numberDouble"] = "double",
        ["$numberDecimal"] = "decimal",
        ["$oid"] = "objectId",
        ["$date"] = "date",
        ["$timestamp"] = "timestamp",
        ["$binary"] = "binData",
        ["$regularExpression"] = "regex",
        ["$minKey"] = "minKey",
        ["$maxKey"] = "maxKey",
    };

    /// <exception cref="Mismatch">Says where and what.</exception>
    public static void Match(JsonNode? expected, JsonNode? actual, bool isThere, string path)
    {
        if (expected is JsonObject { Count: 1 } special && special.First() is { Key: ['$', '$', ..] } matcher)
        {
            Special(matcher.Key, matcher.Value, actual, isThere, path);
            return;
        }
        if (!isThere) throw new Mismatch($"{path} is missing; {Text(expected)} is expected");
        switch (expected, actual)
        {
            case (JsonObject e, JsonObject a): Objects(e, a, path, allowsMore: false); break;
            case (JsonArray e, JsonArray a): Arrays(e, a, path); break;
            case (JsonArray or JsonObject, _) or (_, JsonArray or JsonObject): throw Differs(expected, actual, path);
            default:
                if (!JsonNode.DeepEquals(expected, actual)) throw Differs(expected, actual, path);
                break;
        }
    }

    /// <summary>Compares field by field; <paramref name="allowsMore"/> lets further fields stand between, in any order.</summary>
    public static void Objects(JsonObject expected, JsonObject actual, string path, bool allowsMore)
    {
        foreach (var (name, value) in expected) Match(value, actual[name], actual.ContainsKey(name), $"{path}.{name}");
        if (allowsMore) return;
        var names = expected.Where(f => actual.ContainsKey(f.Key)).Select(f => f.Key).ToList();
        var found = actual.Select(f => f.Key).ToList();
        if (!names.SequenceEqual(found)) throw new Mismatch($"{path} has the fields [{string.Join(", ", found)}]; [{string.Join(", ", names)}] are expected: {Text(actual)}");
    }

    public static string Text(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Arrays(JsonArray expected, JsonArray actual, string path)
    {
        if (expected.Count != actual.Count) throw new Mismatch($"{path} has {actual.Count} elements; {expected.Count} are expected: {Text(actual)} instead of {Text(expected)}");
        for (var i = 0; i < expected.Count; i++) Match(expected[i], actual[i], isThere: true, $"{path}.{i}");
    }

    private static void Special(string name, JsonNode? operand, JsonNode? actual, bool isThere, string path)
    {
        if (name == "$$exists")
        {
            if (isThere != (bool)operand!) throw new Mismatch($"{path} is {(isThere ? "there: " + Text(actual) : "missing")}");
            return;
        }
        if (!isThere) throw new Mismatch($"{path} is missing");
        switch (name)
        {
            case "$$any": break;
            case "$$type":
                if (TypeOf(actual) != (string)operand!) throw new Mismatch($"{path} is of type {TypeOf(actual)}, not {operand}: {Text(actual)}");
                break;
            case "$$matches":
                if (actual is not JsonValue value || !value.TryGetValue<string>(out var text) || !Regex.IsMatch(text, (string)operand!, RegexOptions.None, TimeSpan.FromSeconds(5)))
                    throw new Mismatch($"{path} does not match /{operand}/: {Text(actual)}");
                break;
            case "$$atLeast":
                if (actual is not JsonObject document) throw Differs(operand, actual, path);
                Objects(operand!.AsObject(), document, path, allowsMore: true);
                break;
            case "$$anyOrder": AnyOrder(operand!.AsArray(), actual, path); break;
            default: throw new InvalidDataException($"There is no matcher {name}.");
        }
    }

    private static void AnyOrder(JsonArray expected, JsonNode? actual, string path)
    {
        if (actual is not JsonArray array || array.Count != expected.Count) throw Differs(expected, actual, path);
        var left = array.ToList();
        foreach (var wanted in expected)
        {
            var found = left.FindIndex(candidate => Fits(wanted, candidate));
            if (found < 0) throw new Mismatch($"{path} lacks {Text(wanted)}: {Text(actual)}");
            left.RemoveAt(found);
        }
    }

    private static bool Fits(JsonNode? expected, JsonNode? actual)
    {
        try
        {
            Match(expected, actual, isThere: true, "");
            return true;
        }
        catch (Mismatch)
        {
            return false;
        }
    }

    private static string TypeOf(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray => "array",
        JsonObject wrapper when wrapper.FirstOrDefault().Key is { } key && Wrappers.TryGetValue(key, out var type) => type,
        JsonObject => "object",
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? "string" : "bool",
    };

    private static Mismatch Differs(JsonNode? expected, JsonNode? actual, string path) => new($"{path} is {Text(actual)}; {Text(expected)} is expected");
}
