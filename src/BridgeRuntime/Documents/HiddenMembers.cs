namespace BridgeRuntime.Documents;

/// <summary>
/// A strict writer keeps an object as one register. The first member of it that the bridge writes or removes makes a map, which is newer and hides the register
/// with all other members: they look removed and are not.
/// </summary>
internal static class HiddenMembers
{
    /// <summary>Whether something that the sides agree on is missing beside what was written or removed in a map: either somebody removed it just now, or it is hidden.</summary>
    /// <param name="entry">What was planned and read.</param>
    /// <param name="after">The document after the write.</param>
    /// <param name="isBetween">Whether only the removals are done, and the rest is still to be written.</param>
    public static bool AreSuspected(BatchEntry entry, DocumentState after, bool isBetween)
    {
        if (entry.Plan is not { Kind: PlanKind.Merge, Agreed: { } agreed } plan || entry.Mongo is not { } mongo) return false;
        var written = plan.UnsetInBigPeer.Concat(plan.SetInBigPeer.Select(mongo.State.PathOf));
        var maps = written.Where(p => p.Names.Count > 1).SelectMany(Above).Select(p => p.Hash).ToHashSet();
        if (maps.Count == 0) return false;
        var later = plan.CountInBigPeer.Select(c => c.Path.Hash).ToHashSet();
        return Missing(mongo.State, after, agreed).Any(leaf =>
            !(isBetween && plan.SetInBigPeer.Contains(leaf)) && !later.Contains(mongo.State.Leaves[leaf].PathHash) && mongo.State.PrefixHashes(leaf).SkipLast(1).Any(maps.Contains));
    }

    /// <summary>
    /// The maps whose registers must be looked at before what the Big Peer lacks counts as removed there: those that the bridge was about to write into.
    /// </summary>
    public static IEnumerable<FieldPath> Suspects(BatchEntry entry)
    {
        if (entry is not { BigPeer.State: { } bigPeer, Mongo: { } mongo, Ledger: { } ledger, Intents: { } intents }) return [];
        var intended = intents.PathsToBigPeer.ToHashSet();
        if (intended.Count == 0) return [];
        var touched = new HashSet<ulong>();
        Touch(mongo.State);
        Touch(bigPeer);
        return Missing(mongo.State, bigPeer, ledger.State).SelectMany(leaf => Above(mongo.State.PathOf(leaf))).Where(p => touched.Contains(p.Hash)).Distinct();

        // A removed member is in neither document; the ledger knows only its hash. Its map is suspected with all others that are empty by now.
        void Touch(DocumentState state)
        {
            for (var i = 0; i < state.Leaves.Length; i++)
            {
                var prefixes = state.PrefixHashes(i);
                if (intended.Contains(state.Leaves[i].PathHash) || ValueKinds.Of(state.Leaves[i].ValueHash) == ValueKind.EmptyMap) touched.UnionWith(prefixes);
            }
        }
    }

    /// <summary>Which of the members that the Big Peer lacks stand in a register as they were agreed on.</summary>
    public static IEnumerable<ulong> In(DocumentState register, BatchEntry entry)
    {
        foreach (var leaf in Missing(entry.Mongo!.State, entry.BigPeer.State!, entry.Ledger!.State))
        {
            var (path, value) = (entry.Mongo.State.Leaves[leaf].PathHash, entry.Mongo.State.Leaves[leaf].ValueHash);
            if (register.ValueAt(path) == value) yield return path;
        }
    }

    /// <summary>Leaves of MongoDB's document within maps that are as agreed and that the Big Peer has not.</summary>
    private static IEnumerable<int> Missing(DocumentState mongo, DocumentState bigPeer, AgreedState agreed) => Enumerable.Range(0, mongo.Leaves.Length).Where(i =>
    {
        var leaf = mongo.Leaves[i];
        return agreed.ValueAt(leaf.PathHash) == leaf.ValueHash && bigPeer.IndexOf(leaf.PathHash) < 0 && mongo.PrefixHashes(i).Length > 1;
    });

    private static IEnumerable<FieldPath> Above(FieldPath path) => Enumerable.Range(1, path.Names.Count - 1).Select(path.Prefix);
}
