using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControllerRuntime.Configuration;

/// <summary>
/// Keeps from YamlDotNet's document model what ends the process or never ends: 16.3.0 calls itself for each level of nesting, and hashes keys whole, also one that holds itself by an alias or repeats
/// others without end. Keys are texts here, and nesting is bounded.
/// </summary>
internal sealed class BoundedParser(IParser parser) : IParser
{
    /// <summary>The deepest known key of a kubeconfig is at 8.</summary>
    private const int MostDepth = 100;

    private readonly Stack<Place> _open = [];

    private enum Place
    {
        Item,
        Key,
        Value,
    }

    public ParsingEvent? Current => parser.Current;

    /// <exception cref="YamlException">It is nested too deep, has a key that is no text, or is no YAML.</exception>
    public bool MoveNext()
    {
        if (!parser.MoveNext()) return false;
        var now = parser.Current!;
        if (now is NodeEvent or AnchorAlias) Enter(now);
        if (now is MappingStart or SequenceStart) _open.Push(now is MappingStart ? Place.Key : Place.Item);
        if (now is MappingEnd or SequenceEnd) _open.Pop();
        return true;
    }

    private void Enter(ParsingEvent node)
    {
        if (!_open.TryPop(out var place)) return;
        if (place == Place.Key && node is not Scalar) throw new YamlException(node.Start, node.End, "A key is no text.");
        _open.Push(place switch { Place.Key => Place.Value, Place.Value => Place.Key, _ => place });
        if (_open.Count == MostDepth && node is (MappingStart or SequenceStart)) throw new YamlException(node.Start, node.End, $"It is nested deeper than {MostDepth} levels.");
    }
}
