using System.Text.Json;

namespace BridgeRuntime.Documents;

/// <summary>
/// A document in Ditto's value space, whichever side it was read from: its JSON text and, per path, a hash of the value. The <c>_id</c> is not a path.
/// Immutable once read.
/// </summary>
internal sealed class DocumentState
{
    private readonly PathSegment[] _segments;
    private readonly Leaf[] _leaves;
    private PathIndex? _index;
    private HashSet<ulong>? _interior;

    internal DocumentState(ReadOnlyMemory<byte> json, (int Offset, int Length) id, PathSegment[] segments, Leaf[] leaves)
    {
        Json = json;
        IdJson = json.Slice(id.Offset, id.Length);
        _segments = segments;
        _leaves = leaves;
    }

    /// <summary>The whole document as JSON text, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The JSON text of <c>_id</c>; empty where the document has none.</summary>
    public ReadOnlyMemory<byte> IdJson { get; }

    /// <summary>
    /// Numbers at the paths of counters that are no counters at the Big Peer, by the hash of the path: a plain write put them there. As leaves they look like the
    /// counters that they will be made.
    /// </summary>
    public IReadOnlyDictionary<ulong, long> PlainCounters { get; init; } = System.Collections.Frozen.FrozenDictionary<ulong, long>.Empty;

    /// <summary>In document order, depth first.</summary>
    public ReadOnlySpan<Leaf> Leaves => _leaves;

    /// <summary>The index of the leaf at a path; -1 when there is none.</summary>
    public int IndexOf(ulong pathHash) => (_index ??= new PathIndex(_leaves)).IndexOf(pathHash);

    /// <summary>The hash of the value at a path; 0 when there is none.</summary>
    public ulong ValueAt(ulong pathHash)
    {
        var i = IndexOf(pathHash);
        return i < 0 ? 0 : _leaves[i].ValueHash;
    }

    public ReadOnlySpan<byte> ValueJson(int leaf) => Json.Span.Slice(_leaves[leaf].Offset, _leaves[leaf].Length);

    /// <summary>Whether a map with something in it stands at this path.</summary>
    public bool HasBelow(ulong pathHash) => Interior.Contains(pathHash);

    public FieldPath PathOf(int leaf)
    {
        var names = new string[Depth(leaf)];
        var segment = _leaves[leaf].Segment;
        for (var i = names.Length - 1; i >= 0; i--)
        {
            names[i] = NameOf(segment);
            segment = _segments[segment].Parent;
        }
        return new FieldPath(names);
    }

    /// <summary>The hashes of every prefix of a leaf's path, itself last.</summary>
    public ulong[] PrefixHashes(int leaf)
    {
        var hashes = new ulong[Depth(leaf)];
        var segment = _leaves[leaf].Segment;
        for (var i = hashes.Length - 1; i >= 0; i--)
        {
            hashes[i] = _segments[segment].PathHash;
            segment = _segments[segment].Parent;
        }
        return hashes;
    }

    /// <summary>Writes an object that holds the id and the chosen leaves, each in its place.</summary>
    public void WritePartial(Utf8JsonWriter writer, ReadOnlySpan<byte> idJson, IReadOnlySet<int> chosen)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("_id"u8);
        writer.WriteRawValue(idJson, skipInputValidation: true);
        var open = new Stack<int>();
        for (var i = 0; i < _leaves.Length; i++)
        {
            if (!chosen.Contains(i)) continue;
            var leaf = _leaves[i];
            OpenUpTo(writer, open, _segments[leaf.Segment].Parent);
            writer.WritePropertyName(NameOf(leaf.Segment));
            writer.WriteRawValue(ValueJson(i), skipInputValidation: true);
        }
        while (open.Count > 0)
        {
            writer.WriteEndObject();
            open.Pop();
        }
        writer.WriteEndObject();
    }

    /// <summary>The text of the value below a path, whether a leaf or a map, as this document holds it; empty when there is none.</summary>
    public ReadOnlyMemory<byte> SubtreeJson(FieldPath path)
    {
        var reader = new Utf8JsonReader(Json.Span, DocumentStateReader.ReaderOptions);
        reader.Read();
        for (var depth = 0; depth < path.Names.Count; depth++)
        {
            if (!MoveToMember(ref reader, path.Names[depth])) return default;
        }
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Json[start..(int)reader.BytesConsumed];
    }

    private HashSet<ulong> Interior => _interior ??= [.. _segments.Where(s => s.Parent >= 0).Select(s => _segments[s.Parent].PathHash)];

    private int Depth(int leaf)
    {
        var depth = 0;
        for (var segment = _leaves[leaf].Segment; segment >= 0; segment = _segments[segment].Parent) depth++;
        return depth;
    }

    private string NameOf(int segment)
    {
        var reader = new Utf8JsonReader(Json.Span.Slice(_segments[segment].NameOffset, _segments[segment].NameLength));
        reader.Read();
        return reader.GetString()!;
    }

    private void OpenUpTo(Utf8JsonWriter writer, Stack<int> open, int parent)
    {
        var wanted = new Stack<int>();
        for (var segment = parent; segment >= 0 && !open.Contains(segment); segment = _segments[segment].Parent) wanted.Push(segment);
        var shared = wanted.Count > 0 ? _segments[wanted.Peek()].Parent : parent;
        while (open.Count > 0 && open.Peek() != shared)
        {
            writer.WriteEndObject();
            open.Pop();
        }
        while (wanted.Count > 0)
        {
            var segment = wanted.Pop();
            writer.WritePropertyName(NameOf(segment));
            writer.WriteStartObject();
            open.Push(segment);
        }
    }

    private static bool MoveToMember(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return true;
            reader.Skip();
        }
        return false;
    }
}
