using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace TestKit;

/// <summary>YAML as JSON.</summary>
public static class YamlDocuments
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>The documents of a text; empty ones are left out.</summary>
    public static IReadOnlyList<JsonNode> Parse(string yaml) =>
        [.. yaml.Split("\n---\n").Select(d => Reader.Deserialize(new StringReader(d))).Where(d => d is not null).Select(d => JsonNode.Parse(Writer.Serialize(d))!)];
}
