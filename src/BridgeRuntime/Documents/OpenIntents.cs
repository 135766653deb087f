namespace BridgeRuntime.Documents;

/// <summary>
/// What the bridge was about to write for one key and has not recorded in the ledger yet. A value that equals an open intent of its side is the
/// bridge's own, not a user's change.
/// </summary>
/// <param name="baseVersion">The ledger entry's version the plan was made on; 0 without an entry. With another version the intents are settled.</param>
internal sealed class OpenIntents(long baseVersion)
{
    private readonly HashSet<(ulong Path, ulong Value)> _toMongo = [];
    private readonly HashSet<(ulong Path, ulong Value)> _toBigPeer = [];
    private readonly HashSet<(ulong Path, ulong Value)> _overruledInMongo = [];
    private readonly HashSet<(ulong Path, ulong Value)> _overruledAtBigPeer = [];

    public long BaseVersion => baseVersion;

    public IReadOnlyCollection<(ulong Path, ulong Value)> ToMongo => _toMongo;

    public IReadOnlyCollection<(ulong Path, ulong Value)> ToBigPeer => _toBigPeer;

    /// <summary>Users' values that the bridge was about to replace in MongoDB, because the conflict policy prefers the other side's.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> OverruledInMongo => _overruledInMongo;

    /// <summary>Users' values that the bridge was about to replace at the Big Peer.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> OverruledAtBigPeer => _overruledAtBigPeer;

    public bool IsEmpty => _toMongo.Count == 0 && _toBigPeer.Count == 0;

    /// <param name="side">The side that will be written.</param>
    /// <param name="path">Hash of the path.</param>
    /// <param name="value">Hash of the value; 0 for a removal.</param>
    public void Add(HintSides side, ulong path, ulong value) => (side == HintSides.Mongo ? _toMongo : _toBigPeer).Add((path, value));

    /// <summary>Notes a value, other than the ledger's, that is about to be replaced.</summary>
    /// <param name="side">The side that will be written.</param>
    /// <param name="path">Hash of the path.</param>
    /// <param name="value">Hash of the value that is there now; 0 for none.</param>
    public void Overrule(HintSides side, ulong path, ulong value) => (side == HintSides.Mongo ? _overruledInMongo : _overruledAtBigPeer).Add((path, value));

    /// <summary>Makes room for so many of one side.</summary>
    public void Expect(HintSides side, int count) => (side == HintSides.Mongo ? _toMongo : _toBigPeer).EnsureCapacity(count);

    public void AddAll(OpenIntents other)
    {
        _toMongo.UnionWith(other._toMongo);
        _toBigPeer.UnionWith(other._toBigPeer);
        _overruledInMongo.UnionWith(other._overruledInMongo);
        _overruledAtBigPeer.UnionWith(other._overruledAtBigPeer);
    }

    /// <summary>Whether anything is open for a path on either side.</summary>
    public bool HasPath(ulong path) => _toMongo.Any(i => i.Path == path) || _toBigPeer.Any(i => i.Path == path);

    public bool IsOpen(HintSides side, ulong path, ulong value) => (side == HintSides.Mongo ? _toMongo : _toBigPeer).Contains((path, value));

    public bool IsOverruled(HintSides side, ulong path, ulong value) => (side == HintSides.Mongo ? _overruledInMongo : _overruledAtBigPeer).Contains((path, value));
}
