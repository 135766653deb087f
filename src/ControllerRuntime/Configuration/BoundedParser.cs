using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControllerRuntime.Configuration;

/// <summary>
/// Bounds how deep a text nests. YamlDotNet 16.3.0's document model calls itself for each level without a bound, and a stack that is full ends the process.
/// </summary>
internal sealed class BoundedParser(IParser parser) : IParser
{
    /// <summary>The deepest known key of a kubeconfig is at 8.</summary>
    private const int MostDepth = 100;

    private int _depth;

    public ParsingEvent? Current => parser.Current;

    /// <exception cref="YamlException">It is nested too deep, or is no YAML.</exception>
    public bool MoveNext()
    {
        if (!parser.MoveNext()) return false;
        _depth += parser.Current!.NestingIncrease;
        return _depth <= MostDepth ? true : throw new YamlException(parser.Current.Start, parser.Current.End, $"It is nested deeper than {MostDepth} levels.");
    }
}
