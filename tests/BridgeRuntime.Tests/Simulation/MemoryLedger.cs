using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>A ledger and intent slots that survive a crash of the bridge; entries go through their stored form.</summary>
internal sealed class MemoryLedger(StepGate gate, bool keepIntents) : ILedger, IIntentSlots
{
    private readonly Dictionary<int, byte[]> _slots = [];

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
        _slots[slot] = BsonDocuments.Make(w => MongoIntentSlots.Write(w, intents));
        await gate;
    }

    public Task<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>> ReadAllAsync(CancellationToken cancellation)
    {
        var all = new List<KeyValuePair<DocumentKey, OpenIntents>>();
        foreach (var slot in _slots.Values.Where(_ => keepIntents)) MongoIntentSlots.Read(BsonDocuments.Nested(slot, "e"), all);
        return Task.FromResult<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>>(all);
    }
}
