using System.Text.Json;
using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.Verification;

/// <summary>How far the keys of a collection have been read. It is given out as JSON and taken back after a restart.</summary>
/// <param name="Phase">Where keys are read from.</param>
/// <param name="Segment">Which part of the Big Peer's ids, see <see cref="BigPeerIdPages"/>; 0 in other phases.</param>
/// <param name="After">The last that was read there: a Ditto id as JSON, or in <see cref="KeyPhase.MongoDB"/> a continuation token; null: nothing was.</param>
internal sealed record KeyPosition(KeyPhase Phase, int Segment = 0, string? After = null)
{
    public static KeyPosition Start { get; } = new(KeyPhase.Ledger);

    /// <summary>Whether it is one that a reading gave; it may have come from outside.</summary>
    public bool IsValid() => Segment is >= 0 and < BigPeerIdPages.Segments && Enum.IsDefined(Phase) && (After is null || (Phase == KeyPhase.MongoDB ? ContinuationToken.TryRead(After, out _) : IsJson(After)));

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
