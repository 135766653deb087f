using Benchmarks.Figures;

namespace Benchmarks.Tests.Figures;

public sealed class FigureTableTests
{
    private static readonly AcceptedSet Accepted = new(Machine.Unknown, new SortedDictionary<string, AcceptedFigure> { ["a.rate"] = new("documents/s", 10_000, 9_000, 11_000, 5) });

    [TestCase(0, "0")]
    [TestCase(0.01234, "0.0123")]
    [TestCase(1.5, "1.5")]
    [TestCase(42.449, "42.4")]
    [TestCase(250, "250")]
    [TestCase(12_345.6, "12 300")]
    [TestCase(1_000_000, "1 000 000")]
    public void Numbers_have_three_digits_that_count(double value, string text) => Assert.That(FigureTable.Number(value), Is.EqualTo(text));

    [Test]
    public void A_row_has_the_median_its_spread_the_aim_the_ratio_and_who_took_the_processor() => Assert.That(Row(new Figure
    {
        Name = "a.rate",
        What = "inserts",
        Unit = "documents/s",
        Values = [12_000, 8_000, 15_000],
        Target = Target.AtLeast(20_000),
        Cpu = new Dictionary<string, double> { ["bridge"] = 0.6, ["MongoDB"] = 0.955, ["others"] = 0.001 },
        Note = "one machine",
    }), Is.EqualTo("| `a.rate` | inserts (one machine) | **12 000** documents/s | 8 000 … 15 000 | 3 | ≥ 20 000 ✗ | 1.20 better | MongoDB 96, bridge 60 |"));

    [Test]
    public void What_may_shrink_is_better_when_it_is_less()
    {
        var figure = new Figure { Name = "a.rate", What = "", Unit = "documents/s", Values = [5_000], LessIsBetter = true };
        Assert.That(Row(figure), Does.Contain("0.50 better"));
        Assert.That(Row(figure with { Values = [20_000] }), Does.Contain("2.00 worse"));
        Assert.That(Row(figure with { Values = [10_100] }), Does.Contain("| 1.01 |"));
    }

    [Test]
    public void A_figure_of_another_unit_or_a_new_one_has_no_ratio()
    {
        Assert.That(Row(new Figure { Name = "a.rate", What = "", Unit = "MB/s", Values = [1] }), Does.EndWith("|  |  |  |"));
        Assert.That(Row(new Figure { Name = "b", What = "", Unit = "documents/s", Values = [1] }), Does.EndWith("|  |  |  |"));
    }

    private static string Row(Figure figure) => FigureTable.Of([figure], Accepted).TrimEnd('\n').Split('\n')[^1];
}
