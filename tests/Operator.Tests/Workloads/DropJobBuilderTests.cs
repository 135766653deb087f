using ControllerRuntime.Objects;
using Operator.Workloads;

namespace Operator.Tests.Workloads;

public sealed class DropJobBuilderTests
{
    [TestCase("x", "x-drop-state")]
    [TestCase("a-name-of-fifty-two-characters-xxxxxxxxxxxxxxxxxxxxx", "a-name-of-fifty-two-characters-xxxxxxxxxxxxxxxxxxxxx-drop-state")]
    public void The_Job_has_the_name_of_its_bridge(string bridge, string expected) => Assert.That(DropJobBuilder.KeyOf(new ObjectKey("space", bridge)), Is.EqualTo(new ObjectKey("space", expected)));

    [Test]
    public void A_long_name_is_cut_so_that_it_fits_a_label_and_stays_its_own()
    {
        var names = Enumerable.Range(0, 20).Select(i => new string('b', 41) + "-" + new string('c', 53 - 42) + i.ToString("00", null)).Where(n => n.Length is > 52 and <= 63).ToList();
        var jobs = names.ConvertAll(n => DropJobBuilder.KeyOf(new ObjectKey("space", n)).Name);
        Assert.That(jobs, Has.Count.EqualTo(20).And.Unique);
        Assert.That(jobs, Has.All.Length.LessThanOrEqualTo(63).And.All.Matches<string>(n => n.EndsWith("-drop-state", StringComparison.Ordinal) && !n.Contains("--", StringComparison.Ordinal)));
    }
}
