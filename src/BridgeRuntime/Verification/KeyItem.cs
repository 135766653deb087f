using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>A key to be looked at.</summary>
/// <param name="Item">The key and what MongoDB's <c>_id</c> is, where that is known.</param>
/// <param name="Phase">Where it was found.</param>
/// <param name="IsCarried">Whether the ledger knows it as more than a baseline: the bridge has kept it in step.</param>
/// <param name="IsRival">Whether the ledger knows the key for another document of MongoDB's: only that this one claims it too is news.</param>
internal readonly record struct KeyItem(ReconcileItem Item, KeyPhase Phase, bool IsCarried = false, bool IsRival = false);
