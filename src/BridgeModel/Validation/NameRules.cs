using System.Buffers;
using System.Text;

namespace BridgeModel.Validation;

/// <summary>What names must look like. Each rule gives what is wrong, never the name itself, or null.</summary>
internal static class NameRules
{
    private const int MostLevels = 100;
    private const int LongestField = 1024;
    private const int LongestPath = 256;
    private const string NotQuotable = "must not contain a back-tick, with which DQL quotes names";
    private static readonly SearchValues<char> NotInDatabaseNames = SearchValues.Create("/\\. \"$\0");
    private static readonly string[] SystemDatabases = ["admin", "local", "config"];

    /// <summary>A DNS-1123 label: what Kubernetes allows as a name and a lease document can hold.</summary>
    public static string? Bridge(string name) => IsDnsLabel(name)
        ? null
        : "must be a DNS-1123 label: 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit";

    /// <summary>A DNS-1123 subdomain as Kubernetes has it: parts joined by dots, at most 253 characters in all; a part may be longer than a label of DNS.</summary>
    public static string? KubernetesSecret(string name) => name.Length <= 253 && name.Split('.').All(IsDnsPart)
        ? null
        : "must be the name of a Secret: lower-case letters, digits, '-' and '.', at most 253 characters";

    /// <summary>What Kubernetes allows as a key of a Secret's data.</summary>
    public static string? SecretKey(string key) => key.Length is > 0 and <= 253 && key != "." && !key.StartsWith("..", StringComparison.Ordinal) && key.All(IsSecretKeyCharacter)
        ? null
        : "must be a key of a Secret: 1 to 253 letters, digits, '-', '_' and '.', not . alone and not beginning with ..";

    /// <summary>MongoDB's rule, and not one of its own databases, which have no change streams.</summary>
    public static string? Database(string name) => name switch
    {
        "" => "is missing; give the name of the MongoDB database",
        _ when name.AsSpan().ContainsAny(NotInDatabaseNames) => "is not a name MongoDB allows: it must not contain / \\ . \" $ a space or NUL",
        _ when Encoding.UTF8.GetByteCount(name) > 63 => "is not a name MongoDB allows: it must have at most 63 bytes",
        _ when SystemDatabases.Contains(name) => "is one of MongoDB's own databases (admin, local, config), which have no change streams",
        _ => null,
    };

    /// <summary>MongoDB's rule, without what MongoDB, Ditto or the bridge keep for themselves.</summary>
    public static string? Collection(string name) => name switch
    {
        "" => "has an empty name",
        _ when name.Contains('$', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || name.StartsWith('.') =>
            "is not a name MongoDB allows for a collection: no $, no NUL, no dot at the beginning",
        _ when name.StartsWith("system.", StringComparison.Ordinal) => "is one of MongoDB's own collections (system.…)",
        _ when name.StartsWith("__", StringComparison.Ordinal) => "begins with __, which is kept for Ditto's system and the bridge's own collections",
        _ when name.Contains('`', StringComparison.Ordinal) => NotQuotable,
        _ => null,
    };

    /// <summary>MongoDB limits <c>database.collection</c> to 255 bytes.</summary>
    public static string? Namespace(string database, string collection) => Encoding.UTF8.GetByteCount(database) + 1 + Encoding.UTF8.GetByteCount(collection) > 255
        ? "is too long: the database's name, a dot and the collection's name have more than 255 bytes"
        : null;

    /// <summary>The name of a field at the top of a document.</summary>
    public static string? TopLevelField(string name) => name.Contains('.', StringComparison.Ordinal)
        ? "must be a top-level field: no dot"
        : FieldSegment(name) ?? Length(name, LongestField);

    /// <summary>Names joined by dots, at most as many as MongoDB nests documents.</summary>
    public static string? FieldPath(string path)
    {
        var segments = path.Split('.');
        if (segments.Length > MostLevels) return $"is deeper than the {MostLevels} levels that MongoDB allows";
        if (segments.Length > 1 && segments.Contains("")) return "has an empty name between its dots";
        return segments.Select(FieldSegment).FirstOrDefault(problem => problem is not null) ?? Length(path, LongestPath);
    }

    /// <summary>A limit in characters, counted as an API server counts them.</summary>
    public static string? Length(string text, int most) => text.EnumerateRunes().Count() > most ? $"must have at most {most} characters" : null;

    private static string? FieldSegment(string name) => name switch
    {
        "" => "is empty; give the name of a field",
        _ when name.StartsWith('$') || name.Contains('\0', StringComparison.Ordinal) => "is not a field's name: no $ at the beginning, no NUL",
        _ when name.Contains('`', StringComparison.Ordinal) => NotQuotable,
        _ => null,
    };

    private static bool IsDnsLabel(string name) => name.Length <= 63 && IsDnsPart(name);

    private static bool IsDnsPart(string name) =>
        name.Length > 0 && name[0] != '-' && name[^1] != '-' && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsSecretKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
