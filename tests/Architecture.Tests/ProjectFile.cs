using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>What a project of src takes from others of this repository.</summary>
/// <param name="Name">Its name, that of the file.</param>
/// <param name="References">The names of the projects it refers to.</param>
/// <param name="ForeignSources">Items that take files from outside its folder.</param>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> References, IReadOnlyList<string> ForeignSources)
{
    /// <summary>What the compiler makes: by default of the project's name.</summary>
    public required string Assembly { get; init; }

    private static readonly string[] FileItems = ["Compile", "Content", "EmbeddedResource", "None", "Reference"];

    public static ProjectFile Parse(string name, string xml)
    {
        var elements = XDocument.Parse(xml).Descendants().ToList();
        var references = elements
            .Where(element => element.Name.LocalName == "ProjectReference")
            .SelectMany(element => ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        var foreign = elements
            .Where(element => FileItems.Contains(element.Name.LocalName))
            .SelectMany(element => new[] { (string?)element.Attribute("Include"), (string?)element.Element(element.Name.Namespace + "HintPath") })
            .OfType<string>()
            .Where(path => path.Replace('\\', '/').Split('/', ';').Contains(".."));
        var assembly = elements.FirstOrDefault(element => element.Name.LocalName == "AssemblyName")?.Value ?? name;
        return new ProjectFile(name, [.. references], [.. foreign]) { Assembly = assembly };
    }
}
