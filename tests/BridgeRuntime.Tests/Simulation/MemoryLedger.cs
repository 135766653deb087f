using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>A ledger and intent slots that survive a crash of the bridge; entries go through their stored form.</summary>
internal sealed class MemoryLedger(StepGate gate, bool keepIntents) : ILedger, IIntentSlots
{
    private readonly Dictionary<int, List<(DocumentKey Key, long BaseVersion, List<(HintSides Side, bool IsOverruled, ulong Path, ulong Value)> Intents)>> _slots = [];

    public Dictionary<DittoId, LedgerEntry> Entries { get; } = [];

    public Task<IReadOnlyDictionary<DittoId, LedgerEntry>> FindAsync(string collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<DittoId, LedgerEntry>>(ids.Where(Entries.ContainsKey).ToDictionary(id => id, id => Entries[id]));

    public Task<IReadOnlyList<LedgerEntry>> FindByMongoIdsAsync(string collection, IReadOnlyCollection<BsonValue> mongoIds, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LedgerEntry>>([.. Entries.Values.Where(e => e.MongoId is { } id && mongoIds.Contains(id))]);

    public async Task RecordAsync(string collection, IReadOnlyList<LedgerEntry> put, IReadOnlyList<DittoId> remove, CancellationToken cancellation)
    {
        foreach (var entry in put) Entries[entry.Id] = entry with { State = AgreedState.FromBytes(entry.State.ToBytes()) };
        foreach (var id in remove) Entries.Remove(id);
        await gate;
    }

    public async Task WriteAsync(int slot, IReadOnlyCollection<KeyValuePair<DocumentKey, OpenIntents>> intents, CancellationToken cancellation)
    {
        _slots[slot] = [.. intents.Select(i => (i.Key, i.Value.BaseVersion, Flat(i.Value)))];
        await gate;
    }

    public Task<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>> ReadAllAsync(CancellationToken cancellation)
    {
        var all = new List<KeyValuePair<DocumentKey, OpenIntents>>();
        foreach (var (key, version, flat) in keepIntents ? _slots.Values.SelectMany(s => s) : [])
        {
            var intents = new OpenIntents(version);
            foreach (var (side, isOverruled, path, value) in flat)
            {
                if (isOverruled) intents.Overrule(side, path, value);
                else intents.Add(side, path, value);
            }
            all.Add(KeyValuePair.Create(key, intents));
        }
        return Task.FromResult<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>>(all);
    }

    private static List<(HintSides, bool, ulong, ulong)> Flat(OpenIntents intents) =>
    [
        .. intents.ToMongo.Select(i => (HintSides.Mongo, false, i.Path, i.Value)), .. intents.ToBigPeer.Select(i => (HintSides.BigPeer, false, i.Path, i.Value)),
        .. intents.OverruledInMongo.Select(i => (HintSides.Mongo, true, i.Path, i.Value)), .. intents.OverruledAtBigPeer.Select(i => (HintSides.BigPeer, true, i.Path, i.Value)),
    ];
}
