using System.Buffers.Binary;

namespace BridgeRuntime.Documents;

/// <summary>What both sides last agreed on, as one 64-bit hash per path. Immutable.</summary>
internal sealed class AgreedState
{
    private const int EntrySize = 16;

    private readonly ulong[] _paths;
    private readonly ulong[] _values;

    private AgreedState(ulong[] paths, ulong[] values)
    {
        Array.Sort(paths, values);
        _paths = paths;
        _values = values;
    }

    public static AgreedState Empty { get; } = new([], []);

    public ReadOnlySpan<ulong> Paths => _paths;

    public static AgreedState Of(DocumentState state)
    {
        var leaves = state.Leaves;
        var (paths, values) = (new ulong[leaves.Length], new ulong[leaves.Length]);
        for (var i = 0; i < leaves.Length; i++) (paths[i], values[i]) = (leaves[i].PathHash, leaves[i].ValueHash);
        return new AgreedState(paths, values);
    }

    public static AgreedState Of(IReadOnlyDictionary<ulong, ulong> entries) => new([.. entries.Keys], [.. entries.Values]);

    /// <summary>The hash of the value at a path; 0 when there is none.</summary>
    public ulong ValueAt(ulong pathHash)
    {
        var i = Array.BinarySearch(_paths, pathHash);
        return i < 0 ? 0 : _values[i];
    }

    public Dictionary<ulong, ulong> ToDictionary()
    {
        var entries = new Dictionary<ulong, ulong>(_paths.Length);
        for (var i = 0; i < _paths.Length; i++) entries[_paths[i]] = _values[i];
        return entries;
    }

    /// <summary>Whether a document holds exactly the agreed values; paths that cannot be carried count as agreed whatever they hold.</summary>
    public bool Matches(DocumentState state, IReadOnlySet<ulong> notCarried)
    {
        foreach (var leaf in state.Leaves)
        {
            if (ValueAt(leaf.PathHash) != leaf.ValueHash) return false;
        }
        if (state.Leaves.Length == _paths.Length) return true;
        foreach (var path in _paths)
        {
            if (!notCarried.Contains(path) && state.IndexOf(path) < 0) return false;
        }
        return true;
    }

    /// <summary>16 bytes a path, little endian: path hash, value hash; sorted by path.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_paths.Length * EntrySize];
        for (var i = 0; i < _paths.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * EntrySize), _paths[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * EntrySize + 8), _values[i]);
        }
        return bytes;
    }

    /// <summary>Whether bytes can be those of <see cref="ToBytes"/>.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes.Length % EntrySize == 0;

    /// <exception cref="FormatException">The length is no multiple of 16.</exception>
    public static AgreedState FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (!IsWhole(bytes)) throw new FormatException($"A ledger entry of {bytes.Length} bytes is no multiple of {EntrySize}.");
        var (paths, values) = (new ulong[bytes.Length / EntrySize], new ulong[bytes.Length / EntrySize]);
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * EntrySize)..]);
            values[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * EntrySize + 8)..]);
        }
        return new AgreedState(paths, values);
    }
}
