using System.Text;
using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Bson;

/// <summary>Files of canonical Extended JSON, one document a line: what is read must be written again byte for byte.</summary>
internal sealed class TestDataTests
{
    [TestCaseSource(nameof(Files))]
    public void every_line_survives_the_way_to_bson_and_back(string file)
    {
        var count = 0;
        foreach (var line in File.ReadLines(file, Encoding.UTF8))
        {
            count++;
            var document = ExtendedJson.Parse(line);
            Assert.That(ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Is.EqualTo(line), $"line {count}");
            Assert.That(BsonWalk.Fault(document), Is.Null, $"line {count}");
            Assert.That(LibBson.FromExtendedJson(LibBson.ToExtendedJson(document, canonical: true)!, out _), Is.Not.Null, $"line {count}");
        }
        Assert.That(count, Is.GreaterThan(0));
    }

    /// <summary>The project's own files, and those of a folder shared/data beside the repository when there is one.</summary>
    private static IEnumerable<TestCaseData> Files()
    {
        var folders = new List<string>();
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            folders.Add(Path.Combine(folder.FullName, "tests", "MongoC.Tests", "testdata"));
            folders.Add(Path.Combine(folder.FullName, "shared", "data"));
        }
        var files = folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.json")).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0) throw new FileNotFoundException("tests/MongoC.Tests/testdata is not above the test's folder.");
        return files.Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileName(file)));
    }
}
