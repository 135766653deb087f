using System.Globalization;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>
/// The real planner and reconciler under a random scheduler: sides in memory, users on both sides, a crash between any two steps, deletes, polling, stale
/// reads, both policies, strict and not, all mappings.
/// </summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class ReconcilerScheduleTests
{
    private const int Lanes = 4;

    /// <summary>How many schedules the four lanes run together; <c>SCHEDULES</c> sets another number.</summary>
    private static int Schedules => int.TryParse(Environment.GetEnvironmentVariable("SCHEDULES"), CultureInfo.InvariantCulture, out var n) ? n : 100_000;

    [Test]
    public void Every_schedule_ends_with_both_sides_equal_and_nothing_lost([Range(0, Lanes - 1)] int lane)
    {
        var share = Schedules / Lanes;
        for (var seed = lane * share; seed < (lane + 1) * share; seed++)
        {
            var schedule = new Schedule(seed, ScheduleOptions.FromSeed(seed));
            var wrong = RunSafely(schedule);
            Assert.That(wrong, Is.Null, () => $"seed {seed}, {ScheduleOptions.FromSeed(seed)}\n{schedule.Log}");
        }
    }

    [Test]
    public void Without_intents_a_crash_loses_a_users_write_and_undoes_others()
    {
        var (lost, undone) = (0, 0);
        for (var seed = 0; seed < 4000; seed++)
        {
            var wrong = RunSafely(new Schedule(seed, ScheduleOptions.FromSeed(seed, keepIntents: false)));
            if (wrong?.StartsWith("lost", StringComparison.Ordinal) is true) lost++;
            if (wrong?.StartsWith("undone", StringComparison.Ordinal) is true) undone++;
        }
        Assert.That(lost, Is.GreaterThan(10), "the checker must notice what intents are for");
        Assert.That(undone, Is.GreaterThan(3), "a later write that lost to the value which the bridge had carried");
    }

    /// <summary>One schedule in seven thousand comes to this.</summary>
    [TestCase(12_293)]
    [TestCase(15_081)]
    [TestCase(15_885)]
    [TestCase(25_743)]
    [TestCase(26_631)]
    public void Without_intents_what_was_created_again_is_lost_behind_the_bridges_own_delete(int seed)
    {
        Assert.That(RunSafely(new Schedule(seed, ScheduleOptions.FromSeed(seed, keepIntents: false))), Is.EqualTo(Schedule.LostAgain));
        Assert.That(RunSafely(new Schedule(seed, ScheduleOptions.FromSeed(seed))), Is.Null);
    }

    private static string? RunSafely(Schedule schedule)
    {
        try
        {
            return schedule.Run();
        }
        catch (InvalidOperationException e)
        {
            return $"threw {e}";
        }
    }
}
