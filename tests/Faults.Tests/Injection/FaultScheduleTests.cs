namespace Faults.Tests.Injection;

internal sealed class FaultScheduleTests
{
    [Test]
    public void The_same_seed_gives_the_same_faults_and_another_seed_others()
    {
        var one = FaultSchedule.Make(7, TimeSpan.FromMinutes(3), bridges: 2);
        Assert.Multiple(() =>
        {
            Assert.That(FaultSchedule.Make(7, TimeSpan.FromMinutes(3), bridges: 2), Is.EqualTo(one));
            Assert.That(FaultSchedule.Make(8, TimeSpan.FromMinutes(3), bridges: 2), Is.Not.EqualTo(one));
            Assert.That(one.Select(f => f.At), Is.Ordered);
        });
    }

    [Test]
    public void Every_kind_comes_in_ten_minutes_and_a_kill_about_every_five_seconds()
    {
        var faults = FaultSchedule.Make(7, TimeSpan.FromMinutes(10), bridges: 2);
        Assert.Multiple(() =>
        {
            Assert.That(faults.Select(f => f.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<FaultKind>()));
            Assert.That(faults.Count(f => f.Kind == FaultKind.Kill), Is.InRange(100, 140));
            Assert.That(faults.Select(f => f.At + f.Duration), Has.All.LessThan(TimeSpan.FromMinutes(10)));
            Assert.That(faults.Select(f => f.Victim).Distinct(), Is.EquivalentTo(new[] { 0, 1 }));
        });
    }
}
