using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Documents of MongoDB's public sample data where they lie beside the checkout, else some of the tests' own in their likeness.</summary>
internal static class SampleData
{
    /// <summary>One document a line, canonical Extended JSON.</summary>
    public static IReadOnlyList<string> Lines(string name)
    {
        for (var folder = new DirectoryInfo(RepositoryFolder.Path); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", $"{name}.json");
            if (File.Exists(file)) return [.. File.ReadLines(file).Where(l => l.Length > 0)];
        }
        return [.. Enumerable.Range(0, 400).Select(i => name == "customers" ? Customer(i) : Theater(i))];
    }

    private static string Customer(int i) => $$$"""
        {"_id":{"$oid":"5ca4bbcea2dd94ee58{{{i:x6}}}"},"username":"user{{{i}}}","name":"Ünal Núñez {{{i}}}","address":"{{{i}}} Street\nTown, CO 2{{{i:0000}}}",
        "birthdate":{"$date":{"$numberLong":"{{{(i * 86_400_123L) - 9_000_000_000L}}}"}},"active":{{{(i % 2 == 0 ? "true" : "false")}}},
        "accounts":[{"$numberInt":"{{{i}}}"},{"$numberInt":"{{{i * 7}}}"}],"tier_and_details":{"{{{i * 7919:x8}}}":{"tier":"Gold","benefits":["24 hour line",{"$numberInt":"{{{i}}}"}],"active":true},"empty":{} } }
        """.ReplaceLineEndings("");

    private static string Theater(int i) => $$$"""
        {"_id":{"$oid":"59a47286cfa9a3a73e{{{i:x6}}}"},"theaterId":{"$numberInt":"{{{i}}}"},"location":{"address":{"street1":"{{{i}}} Market","city":"Bloomington","zipcode":"{{{i:00000}}}"},
        "geo":{"type":"Point","coordinates":[{"$numberDouble":"{{{-93 - (i / 1000.0):R}}}"},{"$numberDouble":"{{{44 + (i / 8.0):0.0##}}}"}]}},"price":{"$numberDecimal":"{{{i}}}.50"},"none":null}
        """.ReplaceLineEndings("");
}
