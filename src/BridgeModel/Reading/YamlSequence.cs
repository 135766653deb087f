using System.Collections.Immutable;

namespace BridgeModel.Reading;

/// <summary>A list.</summary>
internal sealed class YamlSequence(ImmutableArray<YamlElement> items, int line, int column)
    : YamlElement(line, column, 1 + items.Sum(static item => item.Weight))
{
    public ImmutableArray<YamlElement> Items { get; } = items;

    public override string Kind => "a list";
}
