using Benchmarks.Figures;

namespace Benchmarks.Tests.Figures;

public sealed class FigureTests
{
    [TestCase(new double[] { 3 }, 3)]
    [TestCase(new double[] { 9, 1, 5 }, 5)]
    [TestCase(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void The_median_is_the_middle_value_or_the_mean_of_two(double[] values, double median) => Assert.That(Of(values).Median, Is.EqualTo(median));

    [Test]
    public void Min_and_max_are_those_of_all_runs()
    {
        var figure = Of(7, 2, 9);
        Assert.That((figure.Min, figure.Max), Is.EqualTo((2d, 9d)));
    }

    [TestCase(10, true)]
    [TestCase(9.9, false)]
    public void At_least_is_met_from_the_bound_on(double value, bool isMet) => Assert.That((Of(value) with { Target = Target.AtLeast(10) }).IsMet, Is.EqualTo(isMet));

    [TestCase(10, true)]
    [TestCase(10.1, false)]
    public void At_most_is_met_up_to_the_bound(double value, bool isMet) => Assert.That((Of(value) with { Target = Target.AtMost(10) }).IsMet, Is.EqualTo(isMet));

    [Test]
    public void What_has_no_target_is_neither_met_nor_missed() => Assert.That(Of(1).IsMet, Is.Null);

    [Test]
    public void A_power_law_has_its_exponent_as_slope()
    {
        Assert.That(Slope.LogLog([(10, 3), (100, 3), (1000, 3)]), Is.EqualTo(0).Within(1e-9));
        Assert.That(Slope.LogLog([(10, 20), (100, 200), (1000, 2000)]), Is.EqualTo(1).Within(1e-9));
        Assert.That(Slope.LogLog([(4, 6), (16, 12), (64, 24)]), Is.EqualTo(0.5).Within(1e-9));
    }

    private static Figure Of(params double[] values) => new() { Name = "a", What = "w", Unit = "u", Values = values };
}
