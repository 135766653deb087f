using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BridgeModel.Reading;

/// <summary>
/// Makes trees of YAML documents from the parser's events. The events are taken instead of the parser's own document model because that
/// throws at the first doubled key and follows aliases without a bound.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>The deepest known key is at 6; the rest is room for a clear message about a wrong kind.</summary>
    private const int DepthOfConfiguration = 32;

    /// <summary>A bridge's manifest may stand beside a CRD, whose schema is the deepest that people write.</summary>
    private const int DepthOfManifests = 100;

    /// <summary>Four times the largest file: aliases may repeat a block, but not grow without end.</summary>
    private const long MostWeight = 4L * BoundedFile.MostBytes;

    private readonly IParser _parser;
    private readonly int _mostDepth;
    private readonly Dictionary<AnchorName, YamlElement> _anchors = [];
    private long _weight;

    private YamlTree(IParser parser, int mostDepth) => (_parser, _mostDepth) = (parser, mostDepth);

    /// <summary>The root of the only document, or null when it is empty.</summary>
    /// <exception cref="YamlRefusedException">It is not one YAML document, or it is too deep or too large.</exception>
    public static YamlElement? Parse(string text) =>
        Read(text, DepthOfConfiguration, isOne: true) is [var root] && root is not YamlScalar { IsNull: true } ? root : null;

    /// <summary>The roots of all documents.</summary>
    /// <exception cref="YamlRefusedException">They are no YAML, or too deep or too large.</exception>
    public static IReadOnlyList<YamlElement> ParseAll(string text) => Read(text, DepthOfManifests, isOne: false);

    private static List<YamlElement> Read(string text, int mostDepth, bool isOne)
    {
        try
        {
            return new YamlTree(new GuardedParser(new Parser(new StringReader(text))), mostDepth).ReadStream(isOne);
        }
        catch (YamlException e)
        {
            throw new YamlRefusedException(YamlParserMessage.Explain(e), (int)e.Start.Line, (int)e.Start.Column);
        }
    }

    private List<YamlElement> ReadStream(bool isOne)
    {
        _parser.Consume<StreamStart>();
        var roots = new List<YamlElement>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            var start = _parser.Consume<DocumentStart>();
            if (isOne && roots.Count == 1) throw Refuse(start, "holds a second document; one file is one configuration, so remove '---' and what follows");
            _anchors.Clear();
            roots.Add(ReadElement(depth: 0));
            _parser.Consume<DocumentEnd>();
        }

        return roots;
    }

    private YamlElement ReadElement(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var known))
                throw Refuse(alias, "is an alias (*) of an anchor (&) that is not there before it; a text that begins with * needs quotes");
            Spend(known.Weight, alias);
            return known;
        }

        var start = _parser.Require<NodeEvent>();
        if (depth > _mostDepth) throw Refuse(start, $"is nested deeper than {_mostDepth} levels");
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
            throw Refuse(start, "has a tag (!), which is not supported; a text that begins with ! needs quotes");
        YamlElement element = start switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = element;
        return element;
    }

    private YamlScalar ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        Spend(1 + scalar.Value.Length, scalar);
        return new YamlScalar(scalar.Value, scalar.Style is ScalarStyle.Plain, Line(scalar), Column(scalar));
    }

    private YamlSequence ReadSequence(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        Spend(1, start);
        var items = ImmutableArray.CreateBuilder<YamlElement>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadElement(depth + 1));
        return new YamlSequence(items.ToImmutable(), Line(start), Column(start));
    }

    private YamlMapping ReadMapping(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        Spend(1, start);
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<YamlElement, YamlElement>>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadElement(depth + 1);
            entries.Add(new(key, ReadElement(depth + 1)));
        }

        return new YamlMapping(entries.ToImmutable(), Line(start), Column(start));
    }

    private void Spend(long weight, ParsingEvent at)
    {
        _weight += weight;
        if (_weight > MostWeight) throw Refuse(at, "grows too large: aliases repeat more than 4 MiB");
    }

    private static YamlRefusedException Refuse(ParsingEvent at, string message) => new(message, Line(at), Column(at));

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
