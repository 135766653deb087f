using BridgeRuntime.Conversion;

namespace BridgeRuntime.Documents;

/// <summary>
/// Where a document's text, names and leaves grow while it is read. It serves one document after the other on its thread; what becomes of them is copied out
/// in its exact size.
/// </summary>
internal sealed class StateScratch
{
    /// <summary>A document of many more paths does not keep their room.</summary>
    private const int MostKept = 1 << 14;

    [ThreadStatic]
    private static StateScratch? _free;

    private PathSegment[] _segments = new PathSegment[64];
    private Leaf[] _leaves = new Leaf[64];
    private int _segmentCount;
    private int _leafCount;

    private StateScratch()
    {
    }

    public DittoText Text { get; } = new();

    /// <summary>The names within each other at the place that is being written, as they stand in the text.</summary>
    public Stack<(int Offset, int Length)> Open { get; } = new();

    /// <summary>An empty one. Who does not <see cref="Return"/> it, because a document could not be read, leaves it to the collector.</summary>
    public static StateScratch Rent()
    {
        var scratch = _free ?? new StateScratch();
        _free = null;
        return scratch;
    }

    public void Return()
    {
        Text.Reset();
        if (_segments.Length > MostKept) (_segments, _leaves) = (new PathSegment[64], new Leaf[64]);
        (_segmentCount, _leafCount) = (0, 0);
        Open.Clear();
        _free = this;
    }

    /// <returns>The segment's index.</returns>
    public int Add(in PathSegment segment)
    {
        if (_segmentCount == _segments.Length) Array.Resize(ref _segments, 2 * _segmentCount);
        _segments[_segmentCount] = segment;
        return _segmentCount++;
    }

    public void Add(in Leaf leaf)
    {
        if (_leafCount == _leaves.Length) Array.Resize(ref _leaves, 2 * _leafCount);
        _leaves[_leafCount++] = leaf;
    }

    /// <summary>The document of a text that somebody else holds.</summary>
    public DocumentState ToState(ReadOnlyMemory<byte> json, (int Offset, int Length) id, IReadOnlyDictionary<ulong, long> plainCounters) =>
        new(json, id, _segments[.._segmentCount], _leaves[.._leafCount]) { PlainCounters = plainCounters };

    /// <summary>The document of the text that was written here.</summary>
    public DocumentState ToState((int Offset, int Length) id) => new(Text.Written.ToArray(), id, _segments[.._segmentCount], _leaves[.._leafCount]);
}
