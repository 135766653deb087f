namespace BridgeRuntime.Status;

/// <summary>How far the last look through a collection has come: after lost history, a drop, or a rename.</summary>
/// <param name="Running">Whether it goes on.</param>
/// <param name="Documents">Entries of the ledger and documents of MongoDB looked at.</param>
/// <param name="Expected">About how many there are in all; 0 where none was looked through since the start.</param>
internal sealed record SweepReport(bool Running, long Documents, long Expected)
{
    public static SweepReport None { get; } = new(Running: false, 0, 0);
}
