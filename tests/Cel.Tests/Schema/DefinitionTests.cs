using System.Text.Json.Nodes;
using Cel.Tests.Server;
using TestKit;

namespace Cel.Tests.Schema;

public sealed class DefinitionTests
{
    /// <summary>A server drops what it does not know, and estimates what each rule may cost before it takes it.</summary>
    [Test]
    public async Task The_server_takes_the_definition_and_keeps_every_word_of_it()
    {
        var kept = await SharedServer.Server.DefinitionAsync();
        var file = Directory.GetFiles(Path.Combine(RepositoryFolder.Path, "crds"), "*.yaml").Single();
        var written = YamlJson.Read(await File.ReadAllTextAsync(file))!;
        Assert.That(Missing(written["spec"]!, kept["spec"]!, "spec"), Is.Empty);
        Assert.That(kept["status"]!["conditions"]!.AsArray().Where(c => c!["type"]!.GetValue<string>() == "NonStructuralSchema").Select(c => c!["message"]!.GetValue<string>()), Is.Empty);
    }

    private static IEnumerable<string> Missing(JsonNode? written, JsonNode? kept, string path) => (written, kept) switch
    {
        (JsonObject a, JsonObject b) => a.SelectMany(p => Missing(p.Value, b[p.Key], $"{path}.{p.Key}")),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.SelectMany((v, i) => Missing(v, b[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(written, kept) ? [] : [$"{path}: {kept?.ToJsonString() ?? "gone"} is not {written?.ToJsonString()}"],
    };
}
