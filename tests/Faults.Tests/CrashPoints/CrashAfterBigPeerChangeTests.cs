using Faults.Tests.Lives;
using TestKit.Network;

namespace Faults.Tests.CrashPoints;

/// <summary>On the way of a change that is made at the Big Peer.</summary>
[CancelAfter(300_000)]
internal sealed class CrashAfterBigPeerChangeTests() : CrashPointFixture(UserSide.BigPeer)
{
    public static IEnumerable<TestCaseData> Cells() => CrashCells.CasesOf(UserSide.BigPeer);

    [TestCaseSource(nameof(Cells))]
    public Task The_bridge_dies_at_a_step_and_both_sides_end_equal(CrashChange change, CrashStep step, WirePoint point) => DieAsync(change, step, point);
}
