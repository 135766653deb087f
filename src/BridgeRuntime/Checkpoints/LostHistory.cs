using System.Collections.Immutable;

namespace BridgeRuntime.Checkpoints;

/// <summary>
/// What happened in MongoDB between two positions will never be told: the collections are looked through instead. Saved together with the position after the gap, so
/// that a restart begins those anew that are left.
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="Since">When it was noticed.</param>
/// <param name="From">Everything that happened in MongoDB before was done; null where that was never known.</param>
/// <param name="Left">The collections that are not looked through yet.</param>
internal sealed record LostHistory(HistoryLossReason Reason, DateTimeOffset Since, DateTimeOffset? From, ImmutableSortedSet<string> Left);
