using Faults.Tests.Lives;
using TestKit.Network;

namespace Faults.Tests.CrashPoints;

/// <summary>The cells of the matrix: every step that a change takes on its way, under policy mongodb. A cell whose step is not reached fails.</summary>
internal static class CrashCells
{
    public static IEnumerable<(CrashChange Change, CrashStep Step, WirePoint Point)> Of(UserSide from) =>
        from change in Enum.GetValues<CrashChange>()
        from step in Enum.GetValues<CrashStep>()
        where Takes(@from, change, step)
        from point in Enum.GetValues<WirePoint>()
        select (change, step, point);

    public static IEnumerable<TestCaseData> CasesOf(UserSide from) => Of(from).Select(c => new TestCaseData(c.Change, c.Step, c.Point));

    private static bool Takes(UserSide from, CrashChange change, CrashStep step) => step switch
    {
        // A change of MongoDB's is written without a look at the other side, a counter's apart.
        CrashStep.ReadBigPeer => from == UserSide.BigPeer || change == CrashChange.Count,
        CrashStep.WriteMongo => from == UserSide.BigPeer,
        CrashStep.WriteBigPeer => from == UserSide.Mongo,
        CrashStep.Intend => change != CrashChange.Delete,
        _ => true,
    };
}
