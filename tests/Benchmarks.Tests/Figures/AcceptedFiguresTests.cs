using Benchmarks.Figures;

namespace Benchmarks.Tests.Figures;

public sealed class AcceptedFiguresTests
{
    private static readonly Machine Machine = new("cpu", 2, "8 GiB", "system", "runtime");
    private DirectoryInfo _folder = null!;

    private string AcceptedFile => Path.Combine(_folder.FullName, "bench", "accepted.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("accepted-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Nothing_was_accepted_where_there_is_no_file() => Assert.That(AcceptedFigures.Read(AcceptedFile, "full").Ratio(Of("a", 1)), Is.Null);

    [Test]
    public void What_was_accepted_is_what_later_runs_are_compared_with()
    {
        AcceptedFigures.Accept(AcceptedFile, "full", Machine, [Of("a", 100, 300, 200)]);
        var accepted = AcceptedFigures.Read(AcceptedFile, "full");
        Assert.That(accepted.Machine, Is.EqualTo(Machine));
        Assert.That(accepted.Figures["a"], Is.EqualTo(new AcceptedFigure("u", 200, 100, 300, 3)));
        Assert.That(accepted.Ratio(Of("a", 500)), Is.EqualTo(2.5));
    }

    [Test]
    public void Accepting_some_figures_leaves_the_others_and_other_kinds_of_runs()
    {
        AcceptedFigures.Accept(AcceptedFile, "full", Machine, [Of("a", 1), Of("b", 2)]);
        AcceptedFigures.Accept(AcceptedFile, "quick", Machine, [Of("a", 7)]);
        AcceptedFigures.Accept(AcceptedFile, "full", Machine, [Of("a", 3)]);
        Assert.That(AcceptedFigures.Read(AcceptedFile, "full").Figures.ToDictionary(f => f.Key, f => f.Value.Median), Is.EqualTo(new Dictionary<string, double> { ["a"] = 3, ["b"] = 2 }));
        Assert.That(AcceptedFigures.Read(AcceptedFile, "quick").Figures["a"].Median, Is.EqualTo(7));
    }

    [TestCase(12_345.678, 12_350)]
    [TestCase(0.000123456, 0.0001235)]
    [TestCase(0, 0)]
    public void Four_digits_are_kept(double value, double kept)
    {
        AcceptedFigures.Accept(AcceptedFile, "full", Machine, [Of("a", value)]);
        Assert.That(AcceptedFigures.Read(AcceptedFile, "full").Figures["a"].Median, Is.EqualTo(kept).Within(1e-12));
    }

    private static Figure Of(string name, params double[] values) => new() { Name = name, What = "", Unit = "u", Values = values };
}
