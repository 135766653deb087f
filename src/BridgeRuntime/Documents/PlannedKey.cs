using BridgeRuntime.DeadLetters;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.Documents;

/// <summary>What was read of a key, on both sides and in the ledger, and what would be done; nothing was.</summary>
internal sealed record PlannedKey(DocumentKey Key, ReconcilePlan Plan)
{
    /// <summary>Null where MongoDB has no such document.</summary>
    public MongoDocument? Mongo { get; init; }

    /// <summary>Null where the Big Peer has no such document.</summary>
    public DocumentState? BigPeer { get; init; }

    public LedgerEntry? Ledger { get; init; }

    /// <summary>Why the document would be parked; null: it would not.</summary>
    public DeadLetter? Letter { get; init; }

    /// <summary>Further MongoDB documents that claim the key.</summary>
    public IReadOnlyList<DeadLetter> Duplicates { get; init; } = [];

    /// <inheritdoc cref="BatchEntry.DeletesForWantOf"/>
    public Side? DeletesForWantOf { get; init; }

    /// <summary>What was read of it, in bytes.</summary>
    public long Bytes => (Mongo?.Bson.Length ?? 0) + (BigPeer?.Json.Length ?? 0);
}
