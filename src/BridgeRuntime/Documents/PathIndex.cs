namespace BridgeRuntime.Documents;

/// <summary>Finds leaves by the hash of their path. Made at the first look: a new document is written without one.</summary>
internal sealed class PathIndex
{
    private readonly ulong[] _hashes;
    private readonly int[] _leaves;

    public PathIndex(ReadOnlySpan<Leaf> leaves)
    {
        _hashes = new ulong[leaves.Length];
        _leaves = new int[leaves.Length];
        for (var i = 0; i < leaves.Length; i++) (_hashes[i], _leaves[i]) = (leaves[i].PathHash, i);
        Array.Sort(_hashes, _leaves);
    }

    /// <summary>The leaf's place in the document; -1 when there is none.</summary>
    public int IndexOf(ulong pathHash)
    {
        var i = Array.BinarySearch(_hashes, pathHash);
        return i < 0 ? -1 : _leaves[i];
    }
}
