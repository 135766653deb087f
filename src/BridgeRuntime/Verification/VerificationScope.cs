using BridgeRuntime.Documents;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Verification;

/// <summary>What a verification works with.</summary>
internal sealed record VerificationScope
{
    public required IReadOnlyList<VerifiedCollection> Collections { get; init; }

    /// <summary>How large batches are.</summary>
    public required BatchSizer Sizes { get; init; }

    /// <summary>Batches that are read side by side.</summary>
    public required int Parallel { get; init; }

    /// <summary>Whether a key is a dead letter.</summary>
    public required Func<DocumentKey, bool> IsParked { get; init; }

    /// <summary>Whether the mass-delete guard holds the delete that is planned for a key.</summary>
    public required Func<PlannedKey, bool> IsHeld { get; init; }

    /// <summary>Whether the bridge has read the Big Peer's documents of a collection once.</summary>
    public required Func<string, bool> IsBigPeerRead { get; init; }

    /// <summary>Tells when a difference counts; null: at once, because nobody carries anything over now.</summary>
    public IMotion? Motion { get; init; }

    /// <summary>How long a difference may be in flight until it is counted as that.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}
