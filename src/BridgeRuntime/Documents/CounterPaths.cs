namespace BridgeRuntime.Documents;

/// <summary>The settable counters of a collection: counters in Ditto, plain numbers in MongoDB. Not under strict mode.</summary>
internal sealed class CounterPaths
{
    private readonly HashSet<ulong> _hashes;
    private readonly HashSet<ulong> _above;

    /// <param name="dotted">Paths as the configuration has them; none lies within another.</param>
    public CounterPaths(IEnumerable<string> dotted) : this([.. dotted.Select(d => new FieldPath(d.Split('.')))]) { }

    public CounterPaths(IReadOnlyList<FieldPath> paths)
    {
        Paths = paths;
        _hashes = [.. paths.Select(p => p.Hash)];
        _above = [.. paths.SelectMany(p => Enumerable.Range(1, p.Names.Count - 1).Select(n => p.Prefix(n).Hash))];
    }

    public static CounterPaths None { get; } = new(Array.Empty<FieldPath>());

    public IReadOnlyList<FieldPath> Paths { get; }

    public IReadOnlySet<ulong> Hashes => _hashes;

    public bool IsEmpty => Paths.Count == 0;

    public bool Contains(ulong pathHash) => _hashes.Contains(pathHash);

    /// <summary>Whether a counter lies within the map at this path.</summary>
    public bool IsAbove(ulong pathHash) => _above.Contains(pathHash);

    /// <summary>
    /// The counters that a statement may declare which writes some leaves of a document: Ditto takes nothing but an integer at a counter, and nothing but a
    /// map above one.
    /// </summary>
    /// <param name="state">The document.</param>
    /// <param name="leaves">The leaves that are written; null: all.</param>
    public CounterPaths Declarable(DocumentState state, IReadOnlySet<int>? leaves = null)
    {
        if (IsEmpty || !Paths.Any(IsTaken)) return this;
        return new CounterPaths([.. Paths.Where(p => !IsTaken(p))]);

        bool IsTaken(FieldPath path)
        {
            var hash = FieldPath.RootHash;
            for (var depth = 1; depth <= path.Names.Count; depth++)
            {
                hash = path.Prefix(depth).Hash;
                if (state.IndexOf(hash) is var leaf and >= 0 && (leaves?.Contains(leaf) ?? true))
                    return ValueKinds.Of(state.Leaves[leaf].ValueHash) != (depth == path.Names.Count ? ValueKind.Counter : ValueKind.EmptyMap);
            }
            return state.HasBelow(hash);
        }
    }
}
