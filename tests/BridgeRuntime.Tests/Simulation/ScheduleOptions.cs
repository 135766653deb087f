using BridgeModel;

namespace BridgeRuntime.Tests.Simulation;

internal sealed record ScheduleOptions
{
    public bool Deletes { get; init; }
    public bool Poll { get; init; }
    public ConflictPolicy Policy { get; init; }
    public bool Strict { get; init; }
    public string[] Fields { get; init; } = ["_id"];
    public bool KeepIntents { get; init; } = true;
    public StaleReads Stale { get; init; }

    /// <summary>A settable counter; none under strict mode.</summary>
    public string? Counter { get; init; }

    /// <summary>Whether the collection has a filter on a field that users on both sides change.</summary>
    public bool Filter { get; init; }

    /// <summary>Every combination that the seed can name.</summary>
    public static ScheduleOptions FromSeed(int seed, bool keepIntents = true) => new()
    {
        Deletes = (seed & 1) != 0,
        Poll = (seed & 2) != 0,
        Policy = (seed & 4) != 0 ? ConflictPolicy.BigPeer : ConflictPolicy.MongoDB,
        Strict = (seed & 8) != 0,
        Stale = (seed & 16) != 0 ? StaleReads.NotBeforeOwnWrites : StaleReads.None,
        Counter = (seed & 8) != 0 || HasFilter(seed) ? null : (seed / 96 % 2) == 0 ? "n" : "o.n",
        Fields = (seed / 32 % 3) switch { 0 => ["_id"], 1 => ["orderId"], _ => ["location", "orderId"] },
        // A counter beside a filter is a matter of the counter's merge alone.
        Filter = HasFilter(seed),
        KeepIntents = keepIntents,
    };

    private static bool HasFilter(int seed) => seed / 192 % 2 != 0;
}
