using System.Text.Json;

namespace TestKit;

/// <summary>
/// One folder of golden files: a document of MongoDB, what it is in Ditto, and what becomes of it on the way back. The name begins with the mode,
/// <c>native-</c> or <c>ejson-</c>, and is the document's <c>_id</c>.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Mongo"><c>mongo.json</c>: the document in MongoDB, Extended JSON.</param>
/// <param name="Ditto"><c>ditto.json</c>: the same document in Ditto, JSON.</param>
/// <param name="Edit"><c>back.json</c>, <c>edit</c>: the document in Ditto after an app changed it.</param>
/// <param name="Edited"><c>edited</c>: what MongoDB holds then, Extended JSON.</param>
/// <param name="Settled"><c>settled</c>: what Ditto holds in the end; as the edit where the file does not say.</param>
/// <param name="Created"><c>created</c>: what MongoDB gets when the document of <c>ditto.json</c> is made in Ditto, Extended JSON.</param>
public sealed record ConversionGolden(string Name, string Mongo, string Ditto, string Edit, string Edited, string Settled, string Created)
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "tests", "BridgeRuntime.Tests", "testdata");

    public bool IsEjson => Name.StartsWith("ejson-", StringComparison.Ordinal);

    /// <summary>The names of all folders, or of those of one mode.</summary>
    public static IEnumerable<string> Names(string mode = "") =>
        Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!).Where(name => name.StartsWith(mode, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static ConversionGolden Read(string name)
    {
        using var back = JsonDocument.Parse(Text(name, "back.json"));
        string Part(string part) => back.RootElement.GetProperty(part).GetRawText();
        var edit = Part("edit");
        return new ConversionGolden(name, Text(name, "mongo.json"), Text(name, "ditto.json"), edit, Part("edited"), back.RootElement.TryGetProperty("settled", out _) ? Part("settled") : edit, Part("created"));
    }

    private static string Text(string name, string file) => File.ReadAllText(Path.Combine(Folder, name, file)).TrimEnd();
}
