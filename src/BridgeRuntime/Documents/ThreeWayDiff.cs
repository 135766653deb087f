using BridgeModel;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.Documents;

/// <summary>Path by path: what did each side change since the ledger, and what must be written where.</summary>
internal sealed class ThreeWayDiff
{
    private readonly PlanInput _input;
    private readonly MongoDocument _mongo;
    private readonly DocumentState _m;
    private readonly DocumentState _d;
    private readonly Dictionary<ulong, ulong> _agreed;
    private readonly OpenIntents _intents;
    private readonly MergeBuilder _merge;
    private int _conflicts;

    private ThreeWayDiff(PlanInput input, MongoDocument mongo, DocumentState bigPeer)
    {
        (_input, _mongo, _m, _d) = (input, mongo, mongo.State, bigPeer);
        _agreed = input.Ledger?.State.ToDictionary() ?? [];
        _intents = new OpenIntents(ReconcilePlanner.VersionOf(input));
        _merge = new MergeBuilder(mongo, bigPeer);
    }

    public static ReconcilePlan Plan(PlanInput input, MongoDocument mongo, DocumentState bigPeer) => new ThreeWayDiff(input, mongo, bigPeer).Run();

    /// <summary>Whether a user changed anything in MongoDB since the ledger's state.</summary>
    public static bool IsChangedAnywhere(MongoDocument mongo, LedgerEntry ledger, OpenIntents? intents)
    {
        foreach (var leaf in mongo.State.Leaves)
        {
            if (IsChanged(leaf.ValueHash, ledger.State.ValueAt(leaf.PathHash), leaf.PathHash, HintSides.Mongo, intents)) return true;
        }
        if (ledger.IsBaseline) return false;
        foreach (var path in ledger.State.Paths)
        {
            if (mongo.State.IndexOf(path) >= 0 || mongo.NotCarried.Hashes.Contains(path)) continue;
            if (IsChanged(0, ledger.State.ValueAt(path), path, HintSides.Mongo, intents)) return true;
        }
        return false;
    }

    private ReconcilePlan Run()
    {
        var settled = NotCarried();
        settled.UnionWith(StructuralConflicts(settled));
        var emptied = EmptiedMaps(settled);
        foreach (var leaf in _m.Leaves) OnePath(leaf.PathHash, settled);
        foreach (var leaf in _d.Leaves) OnePath(leaf.PathHash, settled);
        foreach (var path in (_input.Ledger?.State ?? AgreedState.Empty).Paths) OnePath(path, settled);
        SettleEmptied(emptied);
        CountPlainNumbers();
        return _merge.ToPlan(AgreedState.Of(_agreed), _intents, _conflicts, HasLedgerChanged());
    }

    private void OnePath(ulong path, HashSet<ulong> settled)
    {
        if (!settled.Add(path)) return;
        var (m, d) = (_m.ValueAt(path), _d.ValueAt(path));
        if (m == d)
        {
            Agree(path, m);
            return;
        }
        var mongoWins = MongoWins([path], path);
        Agree(path, mongoWins ? m : d);
        Overrule(mongoWins, path);
        if (mongoWins)
        {
            var isUnsetFirst = ValueKinds.NeedsUnset(d, m) || (m != 0 && _d.PlainCounters.ContainsKey(path));
            _intents.Add(HintSides.BigPeer, path, m);
            // Between the two statements there is nothing; a crash there must not look like a user's removal.
            if (isUnsetFirst) _intents.Add(HintSides.BigPeer, path, 0);
            _merge.MongoWins(path, m, isUnsetFirst);
        }
        else
        {
            _intents.Add(HintSides.Mongo, path, d);
            _merge.BigPeerWins(path, d);
        }
    }

    /// <summary>Where a plain number of the Big Peer stays what both sides agree on, it becomes the counter that it should be.</summary>
    private void CountPlainNumbers()
    {
        foreach (var (path, value) in _d.PlainCounters)
        {
            var leaf = _d.IndexOf(path);
            if (!_agreed.TryGetValue(path, out var agreed) || agreed != _d.ValueAt(path) || _d.PrefixHashes(leaf).Any(_mongo.NotCarried.Hashes.Contains)) continue;
            _merge.Count(PlainCounters.Count(_d, leaf, value, _intents));
        }
    }

    /// <summary>Paths that MongoDB holds and Ditto cannot: whatever the Big Peer has there stays there and counts as agreed.</summary>
    private HashSet<ulong> NotCarried()
    {
        var settled = new HashSet<ulong>();
        if (_mongo.NotCarried.IsEmpty) return settled;
        for (var i = 0; i < _d.Leaves.Length; i++)
        {
            if (!_d.PrefixHashes(i).Any(_mongo.NotCarried.Hashes.Contains)) continue;
            Agree(_d.Leaves[i].PathHash, _d.Leaves[i].ValueHash);
            settled.Add(_d.Leaves[i].PathHash);
        }
        foreach (var path in _mongo.NotCarried.Hashes)
        {
            if (settled.Add(path)) Agree(path, 0);
        }
        return settled;
    }

    /// <summary>
    /// Where one side has a value and the other a map with something in it, the paths below cannot be decided one by one: the whole subtree is one value.
    /// </summary>
    private HashSet<ulong> StructuralConflicts(HashSet<ulong> skip)
    {
        var settled = new HashSet<ulong>();
        for (var i = 0; i < _m.Leaves.Length; i++)
        {
            if (IsValueOver(_m.Leaves[i], _d) && !skip.Contains(_m.Leaves[i].PathHash)) Subtree(_m, i, _d, leafIsMongos: true, settled);
        }
        for (var i = 0; i < _d.Leaves.Length; i++)
        {
            if (IsValueOver(_d.Leaves[i], _m) && !skip.Contains(_d.Leaves[i].PathHash)) Subtree(_d, i, _m, leafIsMongos: false, settled);
        }
        return settled;
    }

    private static bool IsValueOver(Leaf leaf, DocumentState other) => ValueKinds.Of(leaf.ValueHash) != ValueKind.EmptyMap && other.HasBelow(leaf.PathHash);

    /// <summary>
    /// A map that one side emptied and the other still holds members of is no conflict: the members are decided one by one, and the map is empty
    /// when none remains.
    /// </summary>
    private List<Leaf> EmptiedMaps(HashSet<ulong> settled)
    {
        var emptied = new List<Leaf>();
        Collect(_m, _d);
        Collect(_d, _m);
        return emptied;

        void Collect(DocumentState side, DocumentState other)
        {
            for (var i = 0; i < side.Leaves.Length; i++)
            {
                var leaf = side.Leaves[i];
                if (ValueKinds.Of(leaf.ValueHash) != ValueKind.EmptyMap || !other.HasBelow(leaf.PathHash) || !settled.Add(leaf.PathHash)) continue;
                emptied.Add(leaf);
                _merge.KeepMap(side.PrefixHashes(i));
            }
        }
    }

    private void SettleEmptied(List<Leaf> emptied)
    {
        foreach (var map in emptied) Agree(map.PathHash, HasAgreedBelow(_m, map.PathHash) || HasAgreedBelow(_d, map.PathHash) ? 0 : map.ValueHash);
    }

    private bool HasAgreedBelow(DocumentState side, ulong top)
    {
        for (var i = 0; i < side.Leaves.Length; i++)
        {
            if (side.Leaves[i].PathHash != top && _agreed.ContainsKey(side.Leaves[i].PathHash) && side.PrefixHashes(i).Contains(top)) return true;
        }
        return false;
    }

    private void Subtree(DocumentState leafSide, int leaf, DocumentState mapSide, bool leafIsMongos, HashSet<ulong> settled)
    {
        var top = leafSide.Leaves[leaf].PathHash;
        var below = Enumerable.Range(0, mapSide.Leaves.Length).Where(i => mapSide.PrefixHashes(i).Contains(top)).ToList();
        List<ulong> paths = [top, .. below.Select(i => mapSide.Leaves[i].PathHash)];
        var mongoWins = MongoWins(paths, top);
        foreach (var path in paths)
        {
            settled.Add(path);
            var winner = mongoWins ? _m.ValueAt(path) : _d.ValueAt(path);
            Agree(path, winner);
            _intents.Add(mongoWins ? HintSides.BigPeer : HintSides.Mongo, path, winner);
            Overrule(mongoWins, path);
        }
        var topPath = leafSide.PathOf(leaf);
        if (!mongoWins) _merge.SetSubtreeInMongo(topPath);
        else if (leafIsMongos) _merge.ReplaceMapInBigPeer(topPath, leaf);
        else _merge.ReplaceLeafInBigPeer(topPath, below);
    }

    /// <summary>Decides one path, or a subtree of paths that stand and fall together.</summary>
    private bool MongoWins(IReadOnlyList<ulong> paths, ulong top)
    {
        if (_input.Settings.IdentityPaths.Contains(top) && (_m.ValueAt(top) != 0 || _m.HasBelow(top))) return true;
        if (paths.Count == 1 && _input.Hidden.Contains(top)) return true;
        bool mongoChanged = false, bigPeerChanged = false, mongoHas = false, bigPeerHas = false, bigPeerDiffers = false, anyIntent = false;
        foreach (var path in paths)
        {
            var (m, d, b) = (_m.ValueAt(path), _d.ValueAt(path), _input.Ledger?.State.ValueAt(path) ?? 0);
            mongoHas |= m != 0;
            bigPeerHas |= d != 0;
            bigPeerDiffers |= d != b;
            anyIntent |= _input.Intents?.HasPath(path) ?? false;
            // A baseline says nothing about MongoDB: what is missing there was not removed.
            var sayable = m != 0 || _input.Ledger is not { IsBaseline: true };
            mongoChanged |= sayable && IsChanged(m, b, path, HintSides.Mongo, _input.Intents);
            bigPeerChanged |= IsChanged(d, b, path, HintSides.BigPeer, _input.Intents);
        }
        var mongoPreferred = _input.Settings.Policy == ConflictPolicy.MongoDB;
        if (_input.Ledger is null && !anyIntent)
        {
            if (!bigPeerHas) return true;
            if (!mongoHas) return false;
            _conflicts++;
            return mongoPreferred;
        }
        if (bigPeerChanged && !mongoChanged) return false;
        if (mongoChanged && !bigPeerChanged) return true;
        // Neither: one side holds what the bridge wrote there from the other, which is the origin.
        if (!mongoChanged) return bigPeerDiffers;
        if (LaterWriter(paths) is { } later) return later == Side.Mongo;
        _conflicts++;
        // A reset from MongoDB stands against whatever was counted meanwhile.
        return mongoPreferred || (_input.Settings.Counters.Contains(top) && _m.ValueAt(top) != 0);
    }

    /// <summary>
    /// Which side was written last, where that can be told: the bridge was carrying one side's change to the other, and what is there now is neither that nor what it was to
    /// replace. So somebody wrote it who had seen the change, or at the same moment, and the policy must not undo that. A counter's reset is left to its own rule, and two documents that
    /// the ledger does not know yet are left to the policy: both sides may well have had them before there was a bridge.
    /// </summary>
    private Side? LaterWriter(IReadOnlyList<ulong> paths)
    {
        if (_input.Intents is not { } intents || _input.Ledger is not { IsBaseline: false } ledger || paths.Any(_input.Settings.Counters.Contains)) return null;
        bool toBigPeer = true, toMongo = true, isNewAtBigPeer = false, isNewInMongo = false;
        foreach (var path in paths)
        {
            var (m, d, b) = (_m.ValueAt(path), _d.ValueAt(path), ledger.State.ValueAt(path));
            toBigPeer &= m == b || intents.IsOpen(HintSides.BigPeer, path, m);
            toMongo &= d == b || intents.IsOpen(HintSides.Mongo, path, d);
            isNewAtBigPeer |= IsChanged(d, b, path, HintSides.BigPeer, intents) && !intents.IsOverruled(HintSides.BigPeer, path, d);
            isNewInMongo |= IsChanged(m, b, path, HintSides.Mongo, intents) && !intents.IsOverruled(HintSides.Mongo, path, m);
        }
        if (toBigPeer && isNewAtBigPeer) return Side.BigPeer;
        return toMongo && isNewInMongo ? Side.Mongo : null;
    }

    private void Overrule(bool mongoWins, ulong path)
    {
        var (side, replaced) = mongoWins ? (HintSides.BigPeer, _d.ValueAt(path)) : (HintSides.Mongo, _m.ValueAt(path));
        if (replaced != (_input.Ledger?.State.ValueAt(path) ?? 0)) _intents.Overrule(side, path, replaced);
    }

    private static bool IsChanged(ulong now, ulong agreed, ulong path, HintSides side, OpenIntents? intents) =>
        now != agreed && !(intents?.IsOpen(side, path, now) ?? false);

    private void Agree(ulong path, ulong value)
    {
        if (value == 0) _agreed.Remove(path);
        else _agreed[path] = value;
    }

    private bool HasLedgerChanged()
    {
        if (_input.Ledger is not { IsBaseline: false } ledger || ledger.State.Paths.Length != _agreed.Count) return true;
        foreach (var (path, value) in _agreed)
        {
            if (ledger.State.ValueAt(path) != value) return true;
        }
        return false;
    }
}
