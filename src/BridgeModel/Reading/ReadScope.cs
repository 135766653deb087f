namespace BridgeModel.Reading;

/// <summary>What all sections of one file share: the log and the sources of references; without sources, texts are taken as they are and nothing is filled in.</summary>
internal sealed class ReadScope(ReadLog log, ReferenceSources? sources)
{
    private readonly ReferenceExpander? _references = sources is null ? null : new ReferenceExpander(sources);

    public ReadLog Log { get; } = log;

    /// <summary>The environment variable that fills the value at a path which the file leaves open; null where it is not set or empty.</summary>
    public string? Setting(string variable) => sources?.ReadSetting(variable) is { Length: > 0 } value ? value : null;

    /// <summary>The value's text with its references filled in; null, with an error, when it is none.</summary>
    public string? Scalar(string path, YamlElement element, string needed)
    {
        if (element is not YamlScalar { IsNull: false } scalar)
        {
            Refuse(path, element, needed);
            return null;
        }

        if (_references is null) return scalar.Text;
        if (_references.TryExpand(scalar.Text, out var text, out var problem)) return text;
        Log.AddValue(path, element, problem);
        return null;
    }

    public YamlMapping? Mapping(string path, YamlElement element)
    {
        if (element is YamlMapping mapping) return mapping;
        Refuse(path, element, "a mapping");
        return null;
    }

    /// <summary>The entries whose keys are texts, each once; reports the others.</summary>
    public IEnumerable<KeyValuePair<YamlElement, YamlElement>> Entries(string path, YamlMapping mapping)
    {
        var seen = new Dictionary<string, YamlElement>();
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is not YamlScalar { IsNull: false } key)
            {
                Log.AddKey(path, entry.Key, $"has a key that is {entry.Key.Kind}; a text is needed");
                continue;
            }

            var keyPath = DocumentPath.Child(path, key.Text);
            if (!seen.TryAdd(key.Text, key))
            {
                Log.AddKey(keyPath, key, $"is there twice, first in line {seen[key.Text].Line}; remove one");
                continue;
            }

            Log.Place(keyPath, key);
            yield return entry;
        }
    }

    public void Refuse(string path, YamlElement element, string needed) => Log.AddValue(path, element, element is YamlScalar { IsNull: true }
        ? $"has no value; {needed} is needed, or remove the key"
        : $"is {element.Kind}; {needed} is needed");

    public void Missing(string path, string message) => Log.AddMissing(path, message);
}
