using System.Text.Json.Nodes;
using TestKit;

namespace Conformance.Tests.Cases;

/// <summary>All cases of <c>testdata/</c>. A file holds <c>source</c>, what its facts rest on, perhaps documents for all its cases, and the cases.</summary>
public static class CaseFiles
{
    private static readonly Lazy<IReadOnlyList<ConformanceCase>> Cases = new(ReadAll);

    public static IEnumerable<TestCaseData> All => Cases.Value.Select(c => new TestCaseData(c).SetArgDisplayNames(c.ToString()));

    private static List<ConformanceCase> ReadAll()
    {
        var folder = Path.Combine(RepositoryFolder.Path, "tests", "Conformance.Tests", "testdata");
        var cases = new List<ConformanceCase>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            cases.AddRange(Read(Path.ChangeExtension(Path.GetRelativePath(folder, file), null), File.ReadAllText(file)));
        return cases;
    }

    private static IEnumerable<ConformanceCase> Read(string area, string text)
    {
        JsonObject file;
        try
        {
            file = JsonNode.Parse(text)!.AsObject();
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new InvalidDataException($"testdata/{area}.json is no JSON: {e.Message}", e);
        }
        if (string.IsNullOrEmpty((string?)file["source"])) throw new InvalidDataException($"testdata/{area}.json does not say in 'source' what its facts rest on.");
        var names = new HashSet<string>();
        foreach (var node in file["cases"]!.AsArray())
        {
            var item = node!.AsObject();
            var name = Shorthand.NameOf(item);
            if (!names.Add(name)) throw new InvalidDataException($"testdata/{area}.json holds two cases '{name}'.");
            yield return new ConformanceCase(area, name, (string?)item["onlyStandIn"], Shorthand.WriteOut(area, item, item["given"] ?? file["given"]));
        }
    }
}
