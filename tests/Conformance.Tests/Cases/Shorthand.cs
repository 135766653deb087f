using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conformance.Tests.Cases;

/// <summary>
/// Writes out the short forms of a case, of which each is a command and an expectation: <c>find</c> with <c>ids</c> or <c>gives</c>,
/// <c>update</c> with <c>reply</c> and <c>leaves</c>, <c>aggregate</c> with <c>gives</c>, <c>expression</c> with <c>value</c>; and <c>given</c>, the
/// documents that are there before.
/// </summary>
internal static class Shorthand
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The case's name; an expression without one names itself.</summary>
    public static string NameOf(JsonObject item) => (string?)item["name"] ?? item["expression"]?.ToJsonString(Plain) ?? throw new InvalidDataException($"A case has no name: {item.ToJsonString(Plain)}");

    public static IReadOnlyList<JsonObject> WriteOut(string area, JsonObject item, JsonNode? given)
    {
        var steps = new List<JsonObject>();
        if (item.ContainsKey("expression")) given = new JsonObject { ["things"] = new JsonArray(On(item)) };
        foreach (var (collection, documents) in given?.AsObject() ?? [])
            steps.Add(new JsonObject { ["command"] = new JsonObject { ["insert"] = collection, ["documents"] = documents!.DeepClone() } });
        var before = steps.Count;
        if (item.ContainsKey("expression")) steps.Add(Expression(item));
        else if (item.ContainsKey("find")) steps.Add(Find(item));
        else if (item.ContainsKey("aggregate")) steps.Add(Aggregate(item));
        else if (item.ContainsKey("update")) steps.AddRange(Update(item));
        foreach (var step in item["steps"]?.AsArray() ?? []) steps.Add(step!.DeepClone().AsObject());
        if (steps.Count == before) throw new InvalidDataException($"testdata/{area}.json: the case '{NameOf(item)}' does nothing.");
        return steps;
    }

    private static JsonObject On(JsonObject item)
    {
        var document = item["on"]?.DeepClone().AsObject() ?? [];
        if (!document.ContainsKey("_id")) document.Insert(0, "_id", 1);
        return document;
    }

    private static JsonObject Expression(JsonObject item)
    {
        var pipeline = new JsonArray(new JsonObject { ["$project"] = new JsonObject { ["_id"] = 0, ["v"] = Clone(item, "expression") } });
        var gives = item.ContainsKey("value") ? new JsonObject { ["v"] = Clone(item, "value") } : [];
        return Judged(item, "aggregate", new JsonObject { ["pipeline"] = pipeline, ["cursor"] = new JsonObject() }, item.ContainsKey("error") ? null : new JsonArray(gives));
    }

    private static JsonObject Find(JsonObject item)
    {
        var command = new JsonObject { ["filter"] = Clone(item, "find") };
        if (item["ids"] is JsonArray ids)
        {
            command["projection"] = new JsonObject { ["_id"] = 1 };
            command["sort"] = new JsonObject { ["_id"] = 1 };
            return Judged(item, "find", command, new JsonArray([.. ids.Select(id => new JsonObject { ["_id"] = id?.DeepClone() })]));
        }
        return Judged(item, "find", command, Clone(item, "gives"));
    }

    private static JsonObject Aggregate(JsonObject item) =>
        Judged(item, "aggregate", new JsonObject { ["pipeline"] = Clone(item, "aggregate"), ["cursor"] = new JsonObject() }, Clone(item, "gives"));

    private static IEnumerable<JsonObject> Update(JsonObject item)
    {
        var updates = item["update"] is JsonArray many ? many.DeepClone().AsArray() : new JsonArray(Clone(item, "update"));
        var step = Judged(item, "update", new JsonObject { ["updates"] = updates }, null);
        if (item["reply"] is { } reply) step["expect"] = reply.DeepClone();
        if (item["writeErrors"] is { } errors) step["writeErrors"] = errors.DeepClone();
        yield return step;
        if (item["leaves"] is not { } leaves) yield break;
        yield return new JsonObject
        {
            ["command"] = new JsonObject { ["find"] = "things", ["sort"] = new JsonObject { ["_id"] = 1 } },
            ["documents"] = leaves.DeepClone(),
        };
    }

    private static JsonObject Judged(JsonObject item, string name, JsonObject arguments, JsonNode? documents)
    {
        var command = new JsonObject { [name] = (string?)item["collection"] ?? "things" };
        foreach (var (argument, value) in arguments) command[argument] = value?.DeepClone();
        foreach (var (option, value) in item["options"]?.AsObject() ?? []) command[option] = value?.DeepClone();
        var step = new JsonObject { ["command"] = command };
        if (item["error"] is { } error) step["error"] = error.DeepClone();
        else if (documents is not null) step[item["anyOrder"] is null ? "documents" : "documentsInAnyOrder"] = documents;
        else if (name != "update") throw new InvalidDataException($"The case '{NameOf(item)}' expects nothing.");
        return step;
    }

    private static JsonNode? Clone(JsonObject item, string name) => item[name]?.DeepClone();
}
