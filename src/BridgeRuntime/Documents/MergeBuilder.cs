namespace BridgeRuntime.Documents;

/// <summary>Collects the single-path writes of a merge and brings them into the form that each side can take.</summary>
internal sealed class MergeBuilder(MongoDocument mongo, DocumentState bigPeer)
{
    private readonly List<MongoSet> _setMongo = [];
    private readonly List<int> _removeFromMongo = [];
    private readonly HashSet<int> _setBigPeer = [];
    private readonly List<int> _removeFromBigPeer = [];
    private readonly List<FieldPath> _unsetBigPeer = [];
    private readonly List<(FieldPath Path, long Value)> _countBigPeer = [];
    private readonly Dictionary<ulong, FieldPath> _pruneBigPeer = [];
    private readonly HashSet<ulong> _keptMaps = [];

    /// <summary>MongoDB's value (or its absence, 0) goes to the Big Peer.</summary>
    public void MongoWins(ulong path, ulong mongoValue, bool isUnsetFirst)
    {
        if (mongoValue == 0)
        {
            _removeFromBigPeer.Add(bigPeer.IndexOf(path));
            return;
        }
        var leaf = mongo.State.IndexOf(path);
        _setBigPeer.Add(leaf);
        if (isUnsetFirst) _unsetBigPeer.Add(mongo.State.PathOf(leaf));
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

    /// <summary>A plain number of the Big Peer becomes a counter.</summary>
    public void Count((FieldPath Path, long Value) counter)
    {
        _unsetBigPeer.Add(counter.Path);
        _countBigPeer.Add(counter);
    }

    public void SetSubtreeInMongo(FieldPath top) => _setMongo.Add(new MongoSet(top, bigPeer.SubtreeJson(top)));

    /// <summary>MongoDB has a value where the Big Peer has a map: the map goes first.</summary>
    public void ReplaceMapInBigPeer(FieldPath top, int mongoLeaf)
    {
        _unsetBigPeer.Add(top);
        _setBigPeer.Add(mongoLeaf);
    }

    /// <summary>MongoDB has a map where the Big Peer has a value, which goes first.</summary>
    public void ReplaceLeafInBigPeer(FieldPath top, IEnumerable<int> mongoLeaves)
    {
        _unsetBigPeer.Add(top);
        _setBigPeer.UnionWith(mongoLeaves);
    }

    /// <summary>A map that stays even when nothing is left in it.</summary>
    public void KeepMap(IEnumerable<ulong> prefixHashes) => _keptMaps.UnionWith(prefixHashes);

    public ReconcilePlan ToPlan(AgreedState agreed, OpenIntents intents, int conflicts, bool hasLedgerChanged)
    {
        RemoveFromBigPeer(intents);
        var plan = new ReconcilePlan(PlanKind.Merge)
        {
            Agreed = agreed,
            Intents = intents,
            Conflicts = conflicts,
            SetInMongo = _setMongo,
            UnsetInMongo = RemoveFromMongo(),
            SetInBigPeer = _setBigPeer,
            UnsetInBigPeer = _unsetBigPeer,
            CountInBigPeer = _countBigPeer,
            PruneInBigPeer = [.. _pruneBigPeer.Values.OrderByDescending(p => p.Names.Count)],
        };
        if (plan.WritesMongo || plan.WritesBigPeer) return plan;
        return hasLedgerChanged ? new ReconcilePlan(PlanKind.Record) { Agreed = agreed } : ReconcilePlan.Nothing;
    }

    /// <summary>
    /// Removes the highest map that would otherwise be left empty, so that no empty map remains which the Big Peer does not have. The guard of the write
    /// holds the whole map, so nothing that was added meanwhile goes with it.
    /// </summary>
    private List<FieldPath> RemoveFromMongo()
    {
        var kept = KeptInMongo();
        var raised = new Dictionary<ulong, FieldPath>();
        foreach (var leaf in _removeFromMongo)
        {
            var prefixes = mongo.State.PrefixHashes(leaf);
            var depth = Array.FindIndex(prefixes, p => !kept.Contains(p));
            raised.TryAdd(prefixes[depth], mongo.State.PathOf(leaf).Prefix(depth + 1));
        }
        return [.. raised.Values];
    }

    /// <summary>
    /// Removes the leaves one by one and then the maps above that MongoDB does not have, each only if it is empty by then: a user may have added a
    /// member that was not read. An empty map that is still found later is the bridge's own.
    /// </summary>
    private void RemoveFromBigPeer(OpenIntents intents)
    {
        var kept = KeptInBigPeer();
        foreach (var leaf in _removeFromBigPeer)
        {
            var prefixes = bigPeer.PrefixHashes(leaf);
            var path = bigPeer.PathOf(leaf);
            var isMap = ValueKinds.Of(bigPeer.Leaves[leaf].ValueHash) == ValueKind.EmptyMap;
            if (!isMap) _unsetBigPeer.Add(path);
            for (var depth = isMap ? prefixes.Length : prefixes.Length - 1; depth > 0 && !kept.Contains(prefixes[depth - 1]); depth--)
            {
                _pruneBigPeer.TryAdd(prefixes[depth - 1], path.Prefix(depth));
                intents.Add(HintSides.BigPeer, prefixes[depth - 1], DocumentStateReader.EmptyMap);
            }
        }
    }

    private HashSet<ulong> KeptInMongo()
    {
        if (_removeFromMongo.Count == 0) return [];
        HashSet<ulong> kept = [.. mongo.NotCarried.Prefixes, .. _keptMaps];
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
        HashSet<ulong> kept = [.. _keptMaps];
        for (var i = 0; i < bigPeer.Leaves.Length; i++)
        {
            if (!_removeFromBigPeer.Contains(i)) kept.UnionWith(bigPeer.PrefixHashes(i));
        }
        foreach (var leaf in _setBigPeer) kept.UnionWith(mongo.State.PrefixHashes(leaf));
        return kept;
    }
}
