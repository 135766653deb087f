namespace BridgeRuntime.Documents;

/// <summary>Collects the single-path writes of a merge and brings them into the form that each side can take.</summary>
internal sealed class MergeBuilder(MongoDocument mongo, DocumentState bigPeer)
{
    private readonly List<MongoSet> _setMongo = [];
    private readonly List<int> _removeFromMongo = [];
    private readonly HashSet<int> _setBigPeer = [];
    private readonly List<int> _removeFromBigPeer = [];
    private readonly List<FieldPath> _unsetBigPeer = [];

    /// <summary>MongoDB's value (or its absence, 0) goes to the Big Peer.</summary>
    public void MongoWins(ulong path, ulong mongoValue, ulong bigPeerValue)
    {
        if (mongoValue == 0)
        {
            _removeFromBigPeer.Add(bigPeer.IndexOf(path));
            return;
        }
        var leaf = mongo.State.IndexOf(path);
        _setBigPeer.Add(leaf);
        if (ValueKinds.NeedsUnset(bigPeerValue, mongoValue)) _unsetBigPeer.Add(mongo.State.PathOf(leaf));
    }

    /// <summary>The Big Peer's value (or its absence, 0) goes to MongoDB.</summary>
    public void BigPeerWins(ulong path, ulong bigPeerValue)
    {
        if (bigPeerValue == 0)
        {
            _removeFromMongo.Add(mongo.State.IndexOf(path));
            return;
        }
        var leaf = bigPeer.IndexOf(path);
        _setMongo.Add(new MongoSet(bigPeer.PathOf(leaf), bigPeer.Json.Slice(bigPeer.Leaves[leaf].Offset, bigPeer.Leaves[leaf].Length)));
    }

    public void SetSubtreeInMongo(FieldPath top) => _setMongo.Add(new MongoSet(top, bigPeer.SubtreeJson(top)));

    /// <summary>MongoDB has a value where the Big Peer has a map: the map goes first.</summary>
    public void ReplaceMapInBigPeer(FieldPath top, int mongoLeaf)
    {
        _unsetBigPeer.Add(top);
        _setBigPeer.Add(mongoLeaf);
    }

    /// <summary>MongoDB has a map where the Big Peer has a value; an empty map takes the new members as it is.</summary>
    public void ReplaceLeafInBigPeer(FieldPath top, ulong bigPeerValue, IEnumerable<int> mongoLeaves)
    {
        if (ValueKinds.Of(bigPeerValue) != ValueKind.EmptyMap) _unsetBigPeer.Add(top);
        _setBigPeer.UnionWith(mongoLeaves);
    }

    public ReconcilePlan ToPlan(AgreedState agreed, OpenIntents intents, int conflicts, bool hasLedgerChanged)
    {
        var plan = new ReconcilePlan(PlanKind.Merge)
        {
            Agreed = agreed,
            Intents = intents,
            Conflicts = conflicts,
            SetInMongo = _setMongo,
            UnsetInMongo = Raise(mongo.State, _removeFromMongo, KeptInMongo()),
            SetInBigPeer = _setBigPeer,
            UnsetInBigPeer = [.. _unsetBigPeer, .. Raise(bigPeer, _removeFromBigPeer, KeptInBigPeer())],
        };
        if (plan.WritesMongo || plan.WritesBigPeer) return plan;
        return hasLedgerChanged ? new ReconcilePlan(PlanKind.Record) { Agreed = agreed } : ReconcilePlan.Nothing;
    }

    /// <summary>Removes the highest map that would otherwise be left empty, so that no empty map remains which the other side does not have.</summary>
    private static List<FieldPath> Raise(DocumentState state, List<int> leaves, HashSet<ulong> kept)
    {
        var raised = new Dictionary<ulong, FieldPath>();
        foreach (var leaf in leaves)
        {
            var prefixes = state.PrefixHashes(leaf);
            var depth = Array.FindIndex(prefixes, p => !kept.Contains(p));
            raised.TryAdd(prefixes[depth], state.PathOf(leaf).Prefix(depth + 1));
        }
        return [.. raised.Values];
    }

    private HashSet<ulong> KeptInMongo()
    {
        if (_removeFromMongo.Count == 0) return [];
        HashSet<ulong> kept = [.. mongo.NotCarried.Prefixes];
        for (var i = 0; i < mongo.State.Leaves.Length; i++)
        {
            if (!_removeFromMongo.Contains(i)) kept.UnionWith(mongo.State.PrefixHashes(i));
        }
        foreach (var set in _setMongo)
        {
            for (var depth = 1; depth <= set.Path.Names.Count; depth++) kept.Add(set.Path.Prefix(depth).Hash);
        }
        return kept;
    }

    private HashSet<ulong> KeptInBigPeer()
    {
        if (_removeFromBigPeer.Count == 0) return [];
        var kept = new HashSet<ulong>();
        for (var i = 0; i < bigPeer.Leaves.Length; i++)
        {
            if (!_removeFromBigPeer.Contains(i)) kept.UnionWith(bigPeer.PrefixHashes(i));
        }
        foreach (var leaf in _setBigPeer) kept.UnionWith(mongo.State.PrefixHashes(leaf));
        return kept;
    }
}
