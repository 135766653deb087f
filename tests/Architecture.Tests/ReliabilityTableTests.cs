using System.Globalization;

namespace Architecture.Tests;

/// <summary>docs/reliability.md says what the bridge promises and which tests hold it to that; here the tests are held to exist.</summary>
public sealed class ReliabilityTableTests
{
    private static readonly IReadOnlyList<CompatibilityRow> Rows = CompatibilityRow.ReadAll(Repository.ReadText("docs/reliability.md"));

    [Test]
    public void The_ids_count_up_without_a_gap() =>
        Assert.That(Rows.Select(r => r.Id), Is.Not.Empty.And.EqualTo(Rows.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"REL-{i + 1:00}"))));

    [Test]
    public void Every_promise_has_a_test_that_exists()
    {
        var tests = NamedTests.OfRepository();
        Assert.Multiple(() =>
        {
            Assert.That(Rows.Where(r => r.Tests.Count == 0).Select(r => r.Id), Is.Empty);
            Assert.That(Rows.SelectMany(r => r.Tests.Where(t => tests.FileOf(t) is null).Select(t => $"{r.Id} names {t}")), Is.Empty);
        });
    }
}
