namespace BridgeModel;

/// <summary>
/// The <c>massDeleteGuard</c> block: deletes stop when, within <see cref="Window"/>, one side has come to lack more than <see cref="Share"/> of the known documents
/// of a collection and at least <see cref="Minimum"/> of them.
/// </summary>
public sealed record MassDeleteGuardSettings
{
    /// <summary>Least and greatest <see cref="Minimum"/>.</summary>
    public static readonly (long Least, long Most) MinimumRange = (0, 1_000_000_000);

    /// <summary>Shortest and longest <see cref="Window"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) WindowRange = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));

    /// <summary>Share of the known documents, 0 to 1; 1 never stops deletes. Default 0.2.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>Least number of lacking documents that stops deletes, 0 or more. Default 100.</summary>
    public int Minimum { get; init; } = 100;

    /// <summary>How long a delete counts. Default 1 h: slower than <see cref="Share"/> in an hour, such as documents that expire over a day, is no accident.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);
}
