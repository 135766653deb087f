using System.Text.Json;
using Json.Pointer;
using Json.Schema;

namespace BridgeModel.Schemas;

/// <summary>Reads the files that a collection's <c>schema.file</c> names. Nothing is fetched: a reference leads to a place in the same file, or is an error.</summary>
internal static class SchemaReading
{
    private const int MostVersions = 100;

    /// <summary>A broken file is searched for the place this far.</summary>
    private const int MostPlaces = 2000;

    private static readonly string[] Anchors = ["$anchor", "$dynamicAnchor"];
    private static readonly string[] References = ["$ref", "$dynamicRef", "$recursiveRef"];

    /// <returns>The schemas; null with <paramref name="problems"/>.</returns>
    public static DocumentSchemas? Read(SchemaSpec spec, string folder, ReferenceSources sources, List<string> problems)
    {
        var files = new List<SchemaFile>();
        foreach (var (version, path) in Find(spec, folder, sources, problems))
        {
            var problem = ReadOne(version, path, sources, files);
            if (problem is not null) problems.Add($"the schema {Path.GetFileName(path)} {problem}");
        }
        return problems.Count == 0 ? new DocumentSchemas(files, spec.VersionField) : null;
    }

    private static List<(string Version, string Path)> Find(SchemaSpec spec, string folder, ReferenceSources sources, List<string> problems)
    {
        var full = Path.GetFullPath(spec.File, folder);
        var (parent, name) = (Path.GetDirectoryName(full) ?? folder, Path.GetFileName(full));
        var at = name.IndexOf(SchemaSpec.VersionPlaceholder, StringComparison.Ordinal);
        if (at < 0) return [("1", full)];
        var (before, after) = (name[..at], name[(at + SchemaSpec.VersionPlaceholder.Length)..]);
        IReadOnlyList<string> names;
        try
        {
            names = sources.ListFiles(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add("names a folder that does not exist or cannot be read");
            return [];
        }
        var found = names.Select(n => Path.GetFileName(n)!).Where(n => n.Length > before.Length + after.Length && n.StartsWith(before, StringComparison.Ordinal) && n.EndsWith(after, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(n => (n[before.Length..^after.Length], Path.Combine(parent, n))).ToList();
        if (found.Count is > 0 and <= MostVersions) return found;
        problems.Add(found.Count == 0 ? "matches no file; there must be one for each version" : $"matches more than {MostVersions} files");
        return [];
    }

    private static string? ReadOne(string version, string path, ReferenceSources sources, List<SchemaFile> files)
    {
        string text;
        try
        {
            text = sources.ReadFile(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            return "may not be read by this process";
        }
        catch (IOException)
        {
            return "cannot be read, or is larger than 1 MiB";
        }
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False)) return "is no JSON Schema: that is an object";
            if (RemoteReference(document.RootElement, "") is { } remote) return $"refers to another place at {remote}: nothing is fetched; bring it into the file and refer to it by #/$defs/…";
            if (LostReference(document.RootElement) is { } lost) return $"refers at {lost} to a place that is not in the file";
            if (Problem(document.RootElement) is { } problem) return $"is broken at {Locate(document.RootElement, problem)}: {problem}";
            files.Add(new SchemaFile(version, text, Build(document.RootElement.Clone())));
            return null;
        }
        catch (JsonException e)
        {
            return $"is no JSON: at line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}";
        }
    }

    private static JsonSchema Build(JsonElement element) => JsonSchema.Build(element, new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 });

    private static string? Problem(JsonElement element)
    {
        try
        {
            Build(element);
            return null;
        }
        catch (Exception e) when (e is JsonSchemaException or RefResolutionException or ArgumentException or PointerParseException or UriFormatException or InvalidOperationException or FormatException)
        {
            return string.Join(' ', e.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>The deepest part of the file that alone is wrong in the same way.</summary>
    private static string Locate(JsonElement root, string problem)
    {
        var (place, places) = ("", 0);
        Search(root, "");
        return place.Length == 0 ? "its top" : place;

        void Search(JsonElement element, string pointer)
        {
            foreach (var (child, childPointer) in Children(element, pointer))
            {
                if (++places > MostPlaces) return;
                if (child.ValueKind == JsonValueKind.Object && childPointer.Length > place.Length && childPointer.StartsWith(place, StringComparison.Ordinal) && Problem(child) == problem) place = childPointer;
                Search(child, childPointer);
            }
        }
    }

    /// <summary>A reference to a place that is not there. Where a part has an id of its own, places are counted from it, and only use shows.</summary>
    private static string? LostReference(JsonElement root)
    {
        var parts = Parts(root, "").ToList();
        if (parts.Exists(p => p.Pointer.LastIndexOf('/') > 0 && p.Pointer.EndsWith("/$id", StringComparison.Ordinal))) return null;
        var anchors = parts.Where(p => Anchors.Any(a => p.Pointer.EndsWith("/" + a, StringComparison.Ordinal)) && p.Element.ValueKind == JsonValueKind.String).Select(p => p.Element.GetString()!).ToHashSet();
        var places = parts.Select(p => p.Pointer).Append("").ToHashSet();
        return parts.Find(p => IsReference(p) && !places.Contains(Uri.UnescapeDataString(p.Element.GetString()![1..])) && !anchors.Contains(p.Element.GetString()![1..])).Pointer;
    }

    private static bool IsReference((JsonElement Element, string Pointer) part) =>
        References.Any(r => part.Pointer.EndsWith("/" + r, StringComparison.Ordinal)) && part.Element.ValueKind == JsonValueKind.String && part.Element.GetString()!.StartsWith('#');

    private static IEnumerable<(JsonElement Element, string Pointer)> Parts(JsonElement element, string pointer) =>
        Children(element, pointer).SelectMany(c => Parts(c.Child, c.Pointer).Prepend((c.Child, c.Pointer)));

    private static string? RemoteReference(JsonElement element, string pointer)
    {
        foreach (var (child, childPointer) in Children(element, pointer))
        {
            var isReference = element.ValueKind == JsonValueKind.Object && References.Any(r => childPointer.EndsWith("/" + r, StringComparison.Ordinal)) && child.ValueKind == JsonValueKind.String;
            if (isReference && !child.GetString()!.StartsWith('#')) return childPointer;
            if (RemoteReference(child, childPointer) is { } found) return found;
        }
        return null;
    }

    private static IEnumerable<(JsonElement Child, string Pointer)> Children(JsonElement element, string pointer) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(m => (m.Value, $"{pointer}/{m.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}")),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => (item, $"{pointer}/{i}")),
        _ => [],
    };
}
