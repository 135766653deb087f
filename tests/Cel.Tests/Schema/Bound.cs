using System.Text.Json.Nodes;

namespace Cel.Tests.Schema;

/// <summary>A limit in the schema, with a value at it and one just beyond it.</summary>
/// <param name="Example">The file that holds an example of the value.</param>
/// <param name="Path">The place of the value in that example, its names and indices joined by <c>/</c>.</param>
/// <param name="Keyword">Such as <c>maxLength</c>.</param>
/// <param name="At">Allowed; null where the limit has no such value.</param>
/// <param name="Beyond">Not allowed.</param>
internal sealed record Bound(string Example, string Path, string Keyword, JsonNode? At, JsonNode Beyond)
{
    public bool IsOfStatus => Path.StartsWith("status/", StringComparison.Ordinal);

    /// <summary>The example with the value instead of its own.</summary>
    public JsonNode With(JsonNode value)
    {
        var root = Examples.Read(Example).DeepClone();
        var steps = Path.Split('/');
        var parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        if (parent is JsonArray array) array[int.Parse(steps[^1], null)] = value.DeepClone();
        else parent[steps[^1]] = value.DeepClone();
        return root;
    }

    public override string ToString() => $"{Path} {Keyword}";
}
