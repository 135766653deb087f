using Faults.Tests.Lives;
using TestKit.Network;

namespace Faults.Tests.CrashPoints;

/// <summary>On the way of a change that is made in MongoDB.</summary>
[CancelAfter(300_000)]
internal sealed class CrashAfterMongoChangeTests() : CrashPointFixture(UserSide.Mongo)
{
    public static IEnumerable<TestCaseData> Cells() => CrashCells.CasesOf(UserSide.Mongo);

    [TestCaseSource(nameof(Cells))]
    public Task The_bridge_dies_at_a_step_and_both_sides_end_equal(CrashChange change, CrashStep step, WirePoint point) => DieAsync(change, step, point);
}
