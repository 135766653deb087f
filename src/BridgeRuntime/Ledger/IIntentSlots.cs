using BridgeRuntime.Documents;

namespace BridgeRuntime.Ledger;

/// <summary>Where each worker notes what it is about to write: one slot per worker, replaced whole.</summary>
internal interface IIntentSlots
{
    Task WriteAsync(int slot, IReadOnlyCollection<KeyValuePair<DocumentKey, OpenIntents>> intents, CancellationToken cancellation);

    /// <summary>All slots that an earlier run left, for the start.</summary>
    Task<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>> ReadAllAsync(CancellationToken cancellation);
}
