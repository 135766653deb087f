using System.Collections.Immutable;

namespace BridgeModel.Reading;

/// <summary>A mapping as it stands in the file: keys may be doubled and need not be texts.</summary>
internal sealed class YamlMapping(ImmutableArray<KeyValuePair<YamlElement, YamlElement>> entries, int line, int column)
    : YamlElement(line, column, 1 + entries.Sum(static entry => entry.Key.Weight + entry.Value.Weight))
{
    public ImmutableArray<KeyValuePair<YamlElement, YamlElement>> Entries { get; } = entries;

    public override string Kind => "a mapping";
}
