using BridgeModel;

namespace BridgeRuntime.MassDeletes;

/// <summary>How many documents one side may come to lack.</summary>
internal readonly record struct DeleteLimit(MassDeleteGuardSettings Settings)
{
    /// <summary>Whether the guard ever stops anything.</summary>
    public bool IsOn => Settings.Share < 1;

    /// <param name="missing">Documents that are lacking, and those that were deleted because of it within the window.</param>
    /// <param name="known">Documents that were known before.</param>
    public bool IsTooMuch(long missing, long known) => IsOn && missing > 0 && missing >= Settings.Minimum && missing > Settings.Share * known;

    /// <summary>The most that is not too much.</summary>
    public double Of(long known) => Math.Max(Settings.Minimum - 1, Settings.Share * known);
}
