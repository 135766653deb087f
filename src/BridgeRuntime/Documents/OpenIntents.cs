namespace BridgeRuntime.Documents;

/// <summary>
/// What the bridge was about to write for one key and has not recorded in the ledger yet. A value that equals an open intent of its side is the
/// bridge's own, not a user's change.
/// </summary>
/// <param name="baseVersion">The ledger entry's version the plan was made on; 0 without an entry. With another version the intents are settled.</param>
internal sealed class OpenIntents(long baseVersion)
{
    // Most keys have intents of one kind.
    private HashSet<(ulong Path, ulong Value)>? _toMongo;
    private HashSet<(ulong Path, ulong Value)>? _toBigPeer;
    private List<(ulong Path, ulong Value)>? _wholeToBigPeer;     // rarely looked into, and as long as the document
    private HashSet<(ulong Path, ulong Value)>? _overruledInMongo;
    private HashSet<(ulong Path, ulong Value)>? _overruledAtBigPeer;

    public long BaseVersion => baseVersion;

    public IReadOnlyCollection<(ulong Path, ulong Value)> ToMongo => _toMongo ?? [];

    /// <summary>Written by themselves, so that they alone may be there: a document that a user deletes in between becomes a fragment of these.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> ToBigPeer => _toBigPeer ?? [];

    /// <summary>Written together with all others of the document: they are all there, or none is.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> WholeToBigPeer => _wholeToBigPeer ?? [];

    /// <summary>Users' values that the bridge was about to replace in MongoDB, because the conflict policy prefers the other side's.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> OverruledInMongo => _overruledInMongo ?? [];

    /// <summary>Users' values that the bridge was about to replace at the Big Peer.</summary>
    public IReadOnlyCollection<(ulong Path, ulong Value)> OverruledAtBigPeer => _overruledAtBigPeer ?? [];

    /// <summary>The document was about to be deleted there: that it is missing is the bridge's doing, and what the other side has is new.</summary>
    public bool DeletesInMongo { get; private set; }

    /// <summary>The document was about to be deleted at the Big Peer.</summary>
    public bool DeletesAtBigPeer { get; private set; }

    public bool IsEmpty => _toMongo is null && _toBigPeer is null && _wholeToBigPeer is null && !DeletesInMongo && !DeletesAtBigPeer;

    /// <summary>Notes that the document will be deleted.</summary>
    public void Delete(HintSides sides)
    {
        DeletesInMongo |= sides.HasFlag(HintSides.Mongo);
        DeletesAtBigPeer |= sides.HasFlag(HintSides.BigPeer);
    }

    /// <param name="side">The side that will be written.</param>
    /// <param name="path">Hash of the path.</param>
    /// <param name="value">Hash of the value; 0 for a removal.</param>
    public void Add(HintSides side, ulong path, ulong value)
    {
        if (side == HintSides.Mongo) (_toMongo ??= []).Add((path, value));
        else (_toBigPeer ??= []).Add((path, value));
    }

    /// <summary>Notes a value of a document that will be written to the Big Peer as a whole.</summary>
    /// <param name="path">Hash of the path.</param>
    /// <param name="value">Hash of the value.</param>
    public void AddOfWhole(ulong path, ulong value) => (_wholeToBigPeer ??= []).Add((path, value));

    /// <summary>Notes a value, other than the ledger's, that is about to be replaced.</summary>
    /// <param name="side">The side that will be written.</param>
    /// <param name="path">Hash of the path.</param>
    /// <param name="value">Hash of the value that is there now; 0 for none.</param>
    public void Overrule(HintSides side, ulong path, ulong value)
    {
        if (side == HintSides.Mongo) (_overruledInMongo ??= []).Add((path, value));
        else (_overruledAtBigPeer ??= []).Add((path, value));
    }

    /// <summary>Notes all leaves of a document that will be written to a side as a whole.</summary>
    public void AddWhole(HintSides side, DocumentState document)
    {
        if (document.Leaves.Length == 0) return;
        if (side == HintSides.Mongo)
        {
            _toMongo ??= new HashSet<(ulong Path, ulong Value)>(document.Leaves.Length);
            foreach (var leaf in document.Leaves) _toMongo.Add((leaf.PathHash, leaf.ValueHash));
            return;
        }
        _wholeToBigPeer ??= new List<(ulong Path, ulong Value)>(document.Leaves.Length);
        foreach (var leaf in document.Leaves) _wholeToBigPeer.Add((leaf.PathHash, leaf.ValueHash));
    }

    public void AddAll(OpenIntents other)
    {
        Unite(ref _toMongo, other._toMongo);
        Unite(ref _toBigPeer, other._toBigPeer);
        if (other._wholeToBigPeer is not null) _wholeToBigPeer = [.. WholeToBigPeer.Union(other._wholeToBigPeer)];
        Unite(ref _overruledInMongo, other._overruledInMongo);
        Unite(ref _overruledAtBigPeer, other._overruledAtBigPeer);
        DeletesInMongo |= other.DeletesInMongo;
        DeletesAtBigPeer |= other.DeletesAtBigPeer;
    }

    /// <summary>Whether anything is open for a path on either side.</summary>
    public bool HasPath(ulong path) => ToMongo.Any(i => i.Path == path) || PathsToBigPeer.Contains(path);

    /// <summary>What is or will be written to the Big Peer, in part or as a whole.</summary>
    public IEnumerable<ulong> PathsToBigPeer => ToBigPeer.Concat(WholeToBigPeer).Select(i => i.Path);

    public bool IsOpen(HintSides side, ulong path, ulong value) =>
        side == HintSides.Mongo ? _toMongo?.Contains((path, value)) ?? false : IsOpenInPart(path, value) || (_wholeToBigPeer?.Contains((path, value)) ?? false);

    /// <summary>Whether the Big Peer may hold this value alone of all that the document had.</summary>
    public bool IsOpenInPart(ulong path, ulong value) => _toBigPeer?.Contains((path, value)) ?? false;

    public bool IsOverruled(HintSides side, ulong path, ulong value) => (side == HintSides.Mongo ? _overruledInMongo : _overruledAtBigPeer)?.Contains((path, value)) ?? false;

    private static void Unite(ref HashSet<(ulong Path, ulong Value)>? into, HashSet<(ulong Path, ulong Value)>? other)
    {
        if (other is not null) (into ??= []).UnionWith(other);
    }
}
