using System.Globalization;
using System.Text.Json.Nodes;
using Conformance.Tests.Cases;
using Conformance.Tests.Clients;
using Conformance.Tests.Matching;

namespace Conformance.Tests;

/// <summary>Runs one case over one client: fills in names and saved values, sends, judges.</summary>
internal sealed class CaseRun(ICaseClient client, string database)
{
    private readonly Dictionary<string, JsonNode?> _saved = [];

    /// <exception cref="Mismatch">A step was answered otherwise; says which.</exception>
    public async Task RunAsync(ConformanceCase item, CancellationToken cancellation)
    {
        for (var i = 0; i < item.Steps.Count; i++)
        {
            var step = Named(item.Steps[i]);
            var request = Request(step);
            var answer = await client.RunAsync(request, cancellation);
            try
            {
                AnswerJudge.Judge(Canonical(step), answer);
                foreach (var (name, path) in step["save"]?.AsObject() ?? []) _saved[name] = At(answer, (string)path!);
            }
            catch (Mismatch e)
            {
                throw new Mismatch($"step {i + 1} of {item.Steps.Count}, {ValueMatcher.Text(request)}: {e.Message}");
            }
        }
    }

    /// <summary>What goes to the client: everything but the expectations.</summary>
    private JsonObject Request(JsonObject step)
    {
        var request = new JsonObject { ["op"] = (string?)step["op"] ?? "command", ["database"] = (string?)step["database"] ?? database };
        foreach (var (name, value) in step)
        {
            if (name is "op" or "database" or "expect" or "error" or "documents" or "documentsInAnyOrder" or "writeErrors" or "save") continue;
            request[name] = Ejson.Canonical(Filled(value));
        }
        return request;
    }

    private JsonObject Canonical(JsonObject step)
    {
        var canonical = new JsonObject();
        foreach (var name in (string[])["expect", "error", "documents", "documentsInAnyOrder", "writeErrors"])
            if (step[name] is { } value) canonical[name] = Ejson.Canonical(Filled(value));
        return canonical;
    }

    private JsonObject Named(JsonObject step) => JsonNode.Parse(step.ToJsonString().Replace("%db%", database, StringComparison.Ordinal).Replace("%DB%", database.ToUpperInvariant(), StringComparison.Ordinal))!.AsObject();

    /// <summary>Puts saved values where <c>{"$$saved": "name"}</c> stands.</summary>
    private JsonNode? Filled(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } reference when (string?)(reference["$$saved"] as JsonValue) is { } name:
                return _saved.TryGetValue(name, out var value) ? value?.DeepClone() : throw new InvalidDataException($"Nothing was saved as '{name}'.");
            case JsonObject document:
                var copy = new JsonObject();
                foreach (var (name, inner) in document) copy[name] = Filled(inner);
                return copy;
            case JsonArray array: return new JsonArray([.. array.Select(Filled)]);
            default: return node?.DeepClone();
        }
    }

    private static JsonNode? At(JsonNode answer, string path)
    {
        var node = answer;
        foreach (var part in path.Split('.'))
        {
            node = node is JsonArray array ? array[int.Parse(part, CultureInfo.InvariantCulture)] : node?[part];
            if (node is null) throw new Mismatch($"there is nothing at '{path}' to save: {ValueMatcher.Text(answer)}");
        }
        return node.DeepClone();
    }
}
