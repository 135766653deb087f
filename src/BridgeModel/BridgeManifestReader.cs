using System.Text.RegularExpressions;
using BridgeModel.Reading;

namespace BridgeModel;

/// <summary>Finds the <c>BigPeerDataBridge</c> in a file of manifests and reads it by the resource's rules, all errors at once.</summary>
public static partial class BridgeManifestReader
{
    private const string Kind = "BigPeerDataBridge";

    /// <summary>Reads a file of at most 1 MiB.</summary>
    /// <returns>Null where it holds no bridge, and where it cannot be read: <see cref="BridgeConfigurationReader.ReadFile"/> says why.</returns>
    public static BridgeManifest? TryReadFile(string path)
    {
        try
        {
            return TryRead(BoundedFile.ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="text">YAML documents of at most 1 MiB together.</param>
    /// <returns>Null where the text holds no bridge.</returns>
    public static BridgeManifest? TryRead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<YamlMapping> bridges;
        try
        {
            bridges = [.. YamlTree.ParseAll(text).OfType<YamlMapping>().Where(IsBridge)];
        }
        catch (YamlRefusedException e)
        {
            return KindLine().IsMatch(text) ? Refuse(e.Line, e.Column, e.Message) : null;
        }
        return bridges switch
        {
            [] => null,
            [var bridge] => Read(bridge),
            [_, var second, ..] => Refuse(second.Line, second.Column, $"holds {bridges.Count} of kind {Kind}; give a file with one"),
        };
    }

    private static BridgeManifest Read(YamlMapping root)
    {
        var log = new ReadLog();
        log.Place("", root);
        var section = Section.Open(new ReadScope(log, sources: null), "", root)!;
        foreach (var key in new[] { "apiVersion", "kind", "status" }) section.Skip(key);
        var metadata = section.RequiredChild("metadata", "name, namespace and labels");
        var name = metadata?.OptionalText("name") ?? "";
        var app = metadata?.Child("labels")?.OptionalText(BridgeResourceReader.AppLabel);
        var read = BridgeResourceReader.Read(name, app, section.RequiredChild("spec", "bridge, and what is to differ from the defaults"), log);
        section.Close();
        return new BridgeManifest(name, metadata?.OptionalText("namespace"), app, read, log.InOrder());
    }

    private static bool IsBridge(YamlMapping root) => root.Entries.Any(e => e.Key is YamlScalar { Text: "kind" } && e.Value is YamlScalar { Text: Kind });

    private static BridgeManifest Refuse(int line, int column, string message) => new("", null, null, new BridgeResourceSpec(), [new BridgeError("manifest", line, column, message)]);

    /// <summary>Tells a broken manifest from a broken configuration.</summary>
    [GeneratedRegex($@"^kind:\s*[""']?{Kind}\b", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex KindLine();
}
