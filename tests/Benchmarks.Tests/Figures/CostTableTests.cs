using Benchmarks.Figures;

namespace Benchmarks.Tests.Figures;

public sealed class CostTableTests
{
    [Test]
    public void A_rate_has_what_each_part_took_for_one_and_what_the_whole_machine_would_give()
    {
        Figure[] figures =
        [
            new() { Name = "a.rate", What = "", Unit = "documents/s", Values = [10_000], Cpu = new Dictionary<string, double> { ["bridge"] = 0.5, ["MongoDB"] = 0.3, ["others"] = 0.9 } },
            new() { Name = "a.memory", What = "", Unit = "MiB", Values = [100], Cpu = new Dictionary<string, double> { ["bridge"] = 0.5 } },
            new() { Name = "b.rate", What = "", Unit = "changes/s", Values = [20_000], Cpu = new Dictionary<string, double> { ["opponent"] = 1 } },
        ];
        Assert.That(CostTable.Of(figures, cores: 2).TrimEnd('\n').Split('\n')[2..], Is.EqualTo(new[]
        {
            "| `a.rate` | 50 | 30 |  | **80** | 25 000 documents/s |",
            "| `b.rate` |  |  | 50 | **50** | 40 000 changes/s |",
        }));
    }

    [Test]
    public void Without_a_rate_there_is_no_table() => Assert.That(CostTable.Of([new Figure { Name = "g", What = "", Unit = "s", Values = [1] }], cores: 2), Is.Empty);
}
