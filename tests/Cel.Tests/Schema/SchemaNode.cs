using System.Text.Json.Nodes;

namespace Cel.Tests.Schema;

/// <summary>A place in the schema of the resource.</summary>
/// <param name="Path">Its names joined by <c>/</c>; <c>*</c> for the item of a list and the value of a map.</param>
/// <param name="Schema">What OpenAPI says of it.</param>
internal sealed record SchemaNode(string Path, JsonNode Schema)
{
    public static SchemaNode OfDefinition(JsonNode definition) => new("", definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!);

    /// <summary>This one and all below it.</summary>
    public IEnumerable<SchemaNode> All() => Below().SelectMany(n => n.All()).Prepend(this);

    private IEnumerable<SchemaNode> Below()
    {
        foreach (var (name, property) in Schema["properties"]?.AsObject() ?? []) yield return new SchemaNode(Child(name), property!);
        foreach (var inner in (string[])["items", "additionalProperties"])
        {
            if (Schema[inner] is JsonObject schema) yield return new SchemaNode(Child("*"), schema);
        }
    }

    private string Child(string name) => Path.Length == 0 ? name : $"{Path}/{name}";
}
