using System.Collections.Concurrent;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Ledger;

/// <summary>
/// The open intents of all keys, and which slot holds each. An intent is durable before the write it announces, and leaves its slot only after the ledger
/// has recorded the key; keys that did not complete stay in their slot.
/// </summary>
internal sealed class IntentBook(IIntentSlots slots)
{
    private readonly ConcurrentDictionary<DocumentKey, (int Slot, OpenIntents Intents)> _open = new();

    /// <summary>What is open for a key, as far as it was made on this version of the ledger entry; null where nothing is.</summary>
    public OpenIntents? Of(DocumentKey key, long ledgerVersion) =>
        _open.TryGetValue(key, out var held) && held.Intents.BaseVersion == ledgerVersion && !held.Intents.IsEmpty ? held.Intents : null;

    /// <summary>How many keys have open intents.</summary>
    public int Count => _open.Count;

    /// <summary>Takes over what an earlier run left; gives the keys, which must run first.</summary>
    public async Task<IReadOnlyList<DocumentKey>> RestoreAsync(CancellationToken cancellation)
    {
        foreach (var (key, intents) in await slots.ReadAllAsync(cancellation)) _open[key] = (0, intents);
        return [.. _open.Keys];
    }

    /// <summary>Makes intents durable, together with all that this slot still holds.</summary>
    public async Task OpenAsync(int slot, IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>> intents, CancellationToken cancellation)
    {
        foreach (var (key, added) in intents)
        {
            if (_open.TryGetValue(key, out var held) && held.Intents.BaseVersion == added.BaseVersion) added.AddAll(held.Intents);
            _open[key] = (slot, added);
        }
        await slots.WriteAsync(slot, [.. _open.Where(o => o.Value.Slot == slot).Select(o => KeyValuePair.Create(o.Key, o.Value.Intents))], cancellation);
    }

    /// <summary>The ledger has recorded the key: its intents are settled. The slot says so with its next write, and the entry's version until then.</summary>
    public void Close(DocumentKey key) => _open.TryRemove(key, out _);
}
