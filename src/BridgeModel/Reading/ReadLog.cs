using System.Collections.Immutable;

namespace BridgeModel.Reading;

/// <summary>Collects what is wrong, and remembers where each path stands in the file.</summary>
internal sealed class ReadLog
{
    /// <summary>A person reads them; a file that is something else altogether need not be answered line by line.</summary>
    public const int MostErrors = 200;

    private readonly Dictionary<string, (int Line, int Column)> _places = [];
    private readonly HashSet<string> _unread = [];
    private readonly List<BridgeError> _errors = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Dictionary<string, string> _origins = [];

    public void Place(string path, YamlElement at) => _places.TryAdd(path, (at.Line, at.Column));

    /// <summary>Adds an error after which the value at the path is known all the same: a doubled or unknown key.</summary>
    public void AddKey(string path, YamlElement at, string message) => _errors.Add(new BridgeError(path, at.Line, at.Column, message));

    /// <summary>Adds an error because of which the value at the path could not be read.</summary>
    public void AddValue(string path, YamlElement at, string message)
    {
        _errors.Add(new BridgeError(path, at.Line, at.Column, message));
        _unread.Add(path);
        if (path.EndsWith(']')) _unread.Add(Parent(path) + "[]");
    }

    /// <summary>Adds an error because a block that must be there is not; the rules of what it would hold are not asked.</summary>
    public void AddMissing(string path, string message)
    {
        AddRule(path, message);
        _unread.Add(path);
    }

    /// <summary>What the rules know as <paramref name="path"/> stands in the file as <paramref name="own"/>, and so does what is below it.</summary>
    public void Alias(string path, string own) => _aliases[path] = own;

    /// <summary>The value at the path is not the file's.</summary>
    /// <param name="path">The path in the file where it would be.</param>
    /// <param name="variables">The environment variables it comes from, for a message.</param>
    public void Origin(string path, string variables) => _origins[path] = variables;

    /// <summary>
    /// Adds what a rule found, at the place of the path or of its nearest parent. It is left out where reading already failed at the path, above
    /// it or in an item of it: the rule then saw a stand-in, not what the user wrote.
    /// </summary>
    public void AddRule(string path, string message)
    {
        path = Own(path);
        if (_origins.TryGetValue(path, out var variables)) message = $"is taken from {variables}, which {message}";
        if (_unread.Contains(path + "[]")) return;
        var place = (Line: 1, Column: 1);
        var isPlaced = false;
        for (var at = path; ; at = Parent(at))
        {
            if (_unread.Contains(at)) return;
            if (!isPlaced && _places.TryGetValue(at, out var known)) (place, isPlaced) = (known, true);
            if (at.Length == 0) break;
        }

        _errors.Add(new BridgeError(path, place.Line, place.Column, message));
    }

    public ImmutableArray<BridgeError> InOrder()
    {
        var ordered = _errors.OrderBy(error => error.Line).ThenBy(error => error.Column).ThenBy(error => error.Path, StringComparer.Ordinal);
        if (_errors.Count <= MostErrors) return [.. ordered];
        return [.. ordered.Take(MostErrors), new BridgeError("", 0, 0, $"has {_errors.Count - MostErrors} more errors")];
    }

    private string Own(string path)
    {
        for (var at = path; at.Length > 0; at = Parent(at))
        {
            if (_aliases.TryGetValue(at, out var own)) return own + path[at.Length..];
        }

        return path;
    }

    // Inside a quoted key this gives parts that are no path and match nothing; the true parents follow.
    private static string Parent(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
}
