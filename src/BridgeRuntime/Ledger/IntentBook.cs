using System.Collections.Concurrent;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Ledger;

/// <summary>
/// The open intents of all keys, and which slot holds each. An intent is durable before the write it announces, and leaves its slot only after the ledger
/// has recorded the key; keys that did not complete stay in their slot.
/// </summary>
internal sealed class IntentBook(IIntentSlots slots)
{
    /// <summary>A key is in two slots while it moves from one to the other: whichever write fails, one still names it.</summary>
    private readonly ConcurrentDictionary<DocumentKey, (int Slot, int Before, OpenIntents Intents)> _open = new();

    /// <summary>
    /// What earlier runs left, by key. Slots are written only when there is something new, so several may name a key, and only the one that was made on the
    /// ledger's version is open.
    /// </summary>
    private readonly ConcurrentDictionary<DocumentKey, List<OpenIntents>> _restored = new();

    /// <summary>What is open for a key, as far as it was made on this version of the ledger entry; null where nothing is.</summary>
    public OpenIntents? Of(DocumentKey key, long ledgerVersion)
    {
        var intents = _open.TryGetValue(key, out var held) && held.Intents.BaseVersion == ledgerVersion ? held.Intents : Restored(key, ledgerVersion);
        return intents is { IsEmpty: false } ? intents : null;
    }

    /// <summary>How many keys have open intents.</summary>
    public int Count => Keys.Count;

    /// <summary>The keys that have any.</summary>
    public IReadOnlyCollection<DocumentKey> Keys => _open.Keys.Union(_restored.Keys).ToHashSet();

    /// <summary>Takes over what an earlier run left; gives the keys, which must run first.</summary>
    public async Task<IReadOnlyCollection<DocumentKey>> RestoreAsync(CancellationToken cancellation)
    {
        _restored.Clear();
        foreach (var (key, intents) in await slots.ReadAllAsync(cancellation))
        {
            if (Restored(key, intents.BaseVersion) is { } same) same.AddAll(intents);
            else _restored.GetOrAdd(key, _ => []).Add(intents);
        }
        return Keys;
    }

    /// <summary>Makes intents durable, together with all that this slot still holds and all that was restored, from whatever slot. The caller has these keys to itself.</summary>
    public async Task OpenAsync(int slot, IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>> intents, CancellationToken cancellation)
    {
        foreach (var (key, added) in intents)
        {
            if (Of(key, added.BaseVersion) is { } held) added.AddAll(held);
            _open[key] = (slot, _open.TryGetValue(key, out var last) ? last.Before : slot, added);
        }
        var ofSlot = _open.Where(o => o.Value.Slot == slot || o.Value.Before == slot).Select(o => KeyValuePair.Create(o.Key, o.Value.Intents));
        await slots.WriteAsync(slot, [.. ofSlot, .. _restored.SelectMany(r => r.Value.Select(i => KeyValuePair.Create(r.Key, i)))], cancellation);
        foreach (var (key, added) in intents) _open[key] = (slot, slot, added);
    }

    /// <summary>The ledger has recorded the key: its intents are settled. The slot says so with its next write, and the entry's version until then.</summary>
    public void Close(DocumentKey key)
    {
        _open.TryRemove(key, out _);
        _restored.TryRemove(key, out _);
    }

    private OpenIntents? Restored(DocumentKey key, long version) => _restored.TryGetValue(key, out var left) ? left.Find(i => i.BaseVersion == version) : null;
}
