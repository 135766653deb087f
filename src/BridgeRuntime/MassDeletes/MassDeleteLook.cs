namespace BridgeRuntime.MassDeletes;

/// <summary>One look at what a side lacks of a collection, from before anything of it is read.</summary>
/// <param name="side">What it looks for.</param>
/// <param name="block">The block that stood when it began; null: none.</param>
/// <param name="ours">Documents that the side may seem to lack since then because the bridge itself deletes them there, for want of them on the other, and the ledger does not know yet.</param>
internal sealed class MassDeleteLook(GuardedSide side, string? block, Func<long> ours)
{
    public GuardedSide Side => side;

    public string? Block => block;

    public long Ours => ours();

    /// <summary>How many are lacking for another reason, of so many that were found.</summary>
    public long Missing(long found) => Math.Max(0, found - Ours);
}
