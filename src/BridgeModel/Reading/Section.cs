using System.Globalization;

namespace BridgeModel.Reading;

/// <summary>
/// A mapping with known keys. Each read names a key; a missing or wrong one gives the default, a wrong one an error as well. <see cref="Close"/>
/// reports the keys that nobody asked for.
/// </summary>
internal sealed class Section
{
    private readonly ReadScope _scope;
    private readonly Dictionary<string, (YamlElement Key, YamlElement Value)> _entries = [];
    private readonly List<string> _known = [];

    private Section(ReadScope scope, string path) => (_scope, Path) = (scope, path);

    public string Path { get; }

    /// <summary>Opens the element as a section; null, with an error, when it is not a mapping.</summary>
    public static Section? Open(ReadScope scope, string path, YamlElement element)
    {
        if (scope.Mapping(path, element) is not { } mapping) return null;
        var section = new Section(scope, path);
        foreach (var (key, value) in scope.Entries(path, mapping)) section._entries.Add(((YamlScalar)key).Text, (key, value));
        return section;
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>The key is known and of no interest here.</summary>
    public void Skip(string key) => _known.Add(key);

    public string Text(string key, string missing) => Scalar(key) is { } text ? text : missing;

    public string? OptionalText(string key) => Scalar(key);

    public Secret? Secret(string key) => Scalar(key) is { } text ? new Secret(text) : null;

    /// <summary>As <see cref="OptionalText"/>; where the file does not have the key, the environment variable's value.</summary>
    public string? OptionalText(string key, string variable)
    {
        if (Has(key)) return Scalar(key);
        _known.Add(key);
        if (_scope.Setting(variable) is not { } value) return null;
        FromEnvironment(key, $"the environment variable {variable}");
        return value;
    }

    public Secret? Secret(string key, string variable) => OptionalText(key, variable) is { } text ? new Secret(text) : null;

    /// <summary>An environment variable that fills what the file leaves open; null where it is not set.</summary>
    public string? Setting(string variable) => _scope.Setting(variable);

    /// <summary>Tells whoever reads an error about the key that its value is not the file's.</summary>
    public void FromEnvironment(string key, string variables) => _scope.Log.Origin(DocumentPath.Child(Path, key), variables);

    /// <summary>As the other, for a key of a block that the file does not have.</summary>
    public void FromEnvironment(string block, string key, string variables) => _scope.Log.Origin(DocumentPath.Child(DocumentPath.Child(Path, block), key), variables);

    /// <summary>What the rules know by this path stands here, under this key.</summary>
    public void StandsFor(string path, string key) => _scope.Log.Alias(path, DocumentPath.Child(Path, key));

    /// <summary>Reports a value that was read and cannot stay.</summary>
    public void Refuse(string key, string message) => _scope.Log.AddValue(DocumentPath.Child(Path, key), _entries[key].Value, message);

    /// <summary>Reports a key that must be there.</summary>
    public void Missing(string key, string message) => _scope.Missing(DocumentPath.Child(Path, key), message);

    public bool Flag(string key, bool missing) => Parse(key, missing, "true or false", static (string text, out bool value) =>
    {
        value = text == "true";
        return text is "true" or "false";
    });

    /// <summary>A whole number; one beyond 32 bits becomes the nearest, which no range allows.</summary>
    public int Integer(string key, int missing) => Parse(key, missing, "a whole number", static (string text, out int value) =>
    {
        var isNumber = Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = (int)Int128.Clamp(number, int.MinValue, int.MaxValue);
        return isNumber;
    });

    public double Number(string key, double missing) => Parse(key, missing, "a number", static (string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));

    public TimeSpan Duration(string key, TimeSpan missing) => Parse(key, missing, "a duration such as 500ms, 30s, 5m or 1h30m",
        static (string text, out TimeSpan value) => DurationText.TryParse(text, out value));

    public long Size(string key, long missing) => Parse(key, missing, "a size such as 512KiB, 4MiB or a number of bytes",
        static (string text, out long value) => SizeText.TryParse(text, out value));

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, T missing, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Scalar(key) is not { } text) return missing;
        var all = new List<string>();
        foreach (var (word, value) in words)
        {
            if (text == word) return value;
            all.Add(word);
        }

        var nearest = NearestName.Find(text, all) is { } name ? $"; did you mean {name}?" : "";
        _scope.Log.AddValue(DocumentPath.Child(Path, key), _entries[key].Value, $"must be one of {string.Join(", ", all)}{nearest}");
        return missing;
    }

    /// <summary>A list of texts; empty when missing.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (Take(key) is not { } element) return [];
        var path = DocumentPath.Child(Path, key);
        if (element is not YamlSequence sequence)
        {
            _scope.Refuse(path, element, "a list");
            return [];
        }

        var texts = new List<string>(sequence.Items.Length);
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemPath = DocumentPath.Item(path, i);
            _scope.Log.Place(itemPath, sequence.Items[i]);
            texts.Add(_scope.Scalar(itemPath, sequence.Items[i], "a text") ?? "");
        }

        return [.. texts];
    }

    /// <summary>A block within this one; null when missing or not a mapping.</summary>
    public Section? Child(string key) => Take(key) is { } element ? Open(_scope, DocumentPath.Child(Path, key), element) : null;

    /// <summary>A block that must be there; null, with an error, when it is not.</summary>
    public Section? RequiredChild(string key, string content)
    {
        if (!Has(key)) _scope.Missing(DocumentPath.Child(Path, key), $"is missing; it holds {content}");
        return Child(key);
    }

    /// <summary>The blocks of a block whose keys are names of the user's; null for one that is not a mapping, which is reported.</summary>
    public IEnumerable<KeyValuePair<string, Section?>> NamedChildren(string key)
    {
        var path = DocumentPath.Child(Path, key);
        if (Take(key) is not { } element || _scope.Mapping(path, element) is not { } mapping) yield break;
        foreach (var (name, value) in _scope.Entries(path, mapping))
        {
            var text = ((YamlScalar)name).Text;
            yield return new(text, Open(_scope, DocumentPath.Child(path, text), value));
        }
    }

    /// <summary>The blocks of a list; those that are not mappings are reported and left out.</summary>
    public IEnumerable<Section> Items(string key)
    {
        if (Take(key) is not { } element) yield break;
        var path = DocumentPath.Child(Path, key);
        if (element is not YamlSequence sequence)
        {
            _scope.Refuse(path, element, "a list");
            yield break;
        }

        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var itemPath = DocumentPath.Item(path, i);
            _scope.Log.Place(itemPath, sequence.Items[i]);
            if (Open(_scope, itemPath, sequence.Items[i]) is { } item) yield return item;
        }
    }

    /// <summary>Reports each key that was not read, with the known one nearest to it.</summary>
    public void Close()
    {
        foreach (var (name, (key, _)) in _entries.Where(entry => !_known.Contains(entry.Key)))
        {
            var nearest = NearestName.Find(name, _known) is { } known ? $"did you mean {known}? " : "";
            _scope.Log.AddKey(DocumentPath.Child(Path, name), key, $"is not known here; {nearest}Known are {string.Join(", ", _known)}");
        }
    }

    private YamlElement? Take(string key)
    {
        _known.Add(key);
        return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    private string? Scalar(string key, string needed = "a text") =>
        Take(key) is { } element ? _scope.Scalar(DocumentPath.Child(Path, key), element, needed) : null;

    private T Parse<T>(string key, T missing, string needed, TryParse<T> tryParse)
    {
        if (Scalar(key, needed) is not { } text) return missing;
        if (tryParse(text, out var value)) return value;
        _scope.Log.AddValue(DocumentPath.Child(Path, key), _entries[key].Value, $"is {YamlScalar.KindOf(text)}; {needed} is needed");
        return missing;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
