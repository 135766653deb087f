using System.Globalization;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>docs/compatibility.md says what is known of Ditto, what the bridge makes of it, and which test proves it; here it is kept complete and true.</summary>
public sealed class CompatibilityTableTests
{
    /// <summary>The sections of the table, in the order of the notes that they are from.</summary>
    private static readonly string[] Sections = ["RES", "ID", "TYP", "API", "DQL", "OWN", "DEC"];

    private static readonly IReadOnlyList<CompatibilityRow> Rows = CompatibilityRow.ReadAll(Repository.ReadText("docs/compatibility.md"));

    [Test]
    public void The_ids_of_each_section_count_up_without_a_gap()
    {
        Assert.That(Rows.Select(r => r.Section).Distinct(), Is.EqualTo(Sections));
        foreach (var section in Sections)
        {
            var ids = Rows.Where(r => r.Section == section).Select(r => r.Id).ToList();
            Assert.That(ids, Is.EqualTo(ids.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{section}-{i + 1:00}"))));
        }
    }

    [Test]
    public void Every_fact_has_a_test_or_says_why_it_can_have_none() =>
        Assert.That(Rows.Where(r => r.Tests.Count == 0 && r.WhyNotTested.Length < 10).Select(r => r.Id), Is.Empty);

    [Test]
    public void Every_test_that_is_named_exists()
    {
        var tests = NamedTests.OfRepository();
        Assert.That(Rows.SelectMany(r => r.Tests.Where(t => tests.FileOf(t) is null).Select(t => $"{r.Id} names {t}")), Is.Empty);
    }

    [Test]
    public void Every_suite_of_a_named_test_is_run_by_make_test_contract()
    {
        var run = Regex.Match(Repository.ReadText("Makefile"), "^test-contract:.*\n\t@\\./eng/test (?<suites>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["suites"].Value.Split(' ');
        var tests = NamedTests.OfRepository();
        Assert.That(Rows.SelectMany(r => r.Tests).Select(t => tests.FileOf(t)).OfType<string>().Select(SuiteOf).Distinct(), Is.Not.Empty.And.SubsetOf(run));
    }

    /// <summary>Where the notes lie beside the checkout. Elsewhere the table stands for itself.</summary>
    [Test]
    public void Every_sentence_of_the_notes_has_a_fact_and_every_phrase_is_of_the_notes()
    {
        if (KnownFacts.Find() is not { } notes) return;
        var facts = KnownFacts.Read(notes).ToList();
        Assert.That(facts, Has.Count.GreaterThan(60));
        var phrases = Rows.SelectMany(r => r.Phrases.Select(p => (r.Id, Section: Array.IndexOf(Sections, r.Section) + 1, Phrase: KnownFacts.Joined([p])))).ToList();
        Assert.That(facts.Where(f => !phrases.Exists(p => p.Section == f.Section && f.Text.Contains(p.Phrase, StringComparison.Ordinal))), Is.Empty, "no row is of these");
        Assert.That(phrases.Where(p => !facts.Exists(f => p.Section == f.Section && f.Text.Contains(p.Phrase, StringComparison.Ordinal))), Is.Empty, "the notes do not say so");
    }

    [Test]
    public void A_planted_row_is_read_with_its_tests_its_reason_and_its_phrases()
    {
        var rows = CompatibilityRow.ReadAll("| id | fact |\n| --- | --- |\n| A-01 | a \\| b | c | `T.One`; `a.test.js: two it's` <!-- x \\| y --> <!-- z --> |\n| B-01 | a | b | not testable here: no such machine |\n");
        Assert.That(rows.Select(r => $"{r.Id}: {string.Join(", ", r.Tests)}; {r.WhyNotTested}; {string.Join(", ", r.Phrases)}"), Is.EqualTo(new[] { "A-01: T.One, a.test.js: two it's; ; x | y, z", "B-01: ; no such machine; " }));
    }

    [TestCase("FooTests.Works", true)]
    [TestCase("FooTests.Cases", true)]
    [TestCase("FooTests.Start", false)]
    [TestCase("FooTests.Work", false)]
    [TestCase("BarTests.Works", false)]
    [TestCase("a.test.js: it's so", true)]
    [TestCase("a.test.js: it", false)]
    [TestCase("b.test.js: it's so", false)]
    public void A_planted_test_is_found_by_its_whole_name(string name, bool isFound)
    {
        var tests = new NamedTests([
            new("tests/A/FooTests.cs", "class FooTests\n{\n    [SetUp]\n    public void Start() { }\n\n    [Test]\n    public void Works() { }\n\n    [TestCase(1)]\n    [TestCase(2)]\n    public async Task Cases(int i)\n"),
            new("devstack/x/test/a.test.js", "test('it\\'s so', async () => {})\n"),
        ]);
        Assert.That(tests.FileOf(name) is not null, Is.EqualTo(isFound));
    }

    [Test]
    public void Planted_notes_are_read_sentence_by_sentence()
    {
        const string notes = "# Notes\n\nNot a fact.\n\n## 1. First\n\nOne. Two\ngoes on.\n\n| a | b |\n| - | - |\n| c | d |\n\n```\ne:   f\n  g\n```\n## 2. Second\n- H: i. `J` k.\n- L.\n";
        Assert.That(KnownFacts.Read(notes), Is.EqualTo(new[] { (1, "One."), (1, "Two goes on."), (1, "| c | d |"), (1, "e: f g"), (2, "H: i."), (2, "`J` k."), (2, "L.") }));
    }

    /// <summary>As eng/test names it.</summary>
    private static string SuiteOf(string file)
    {
        var parts = file.Split('/');
        if (parts[0] != "tests") return parts[1];
        var name = parts[1].Replace(".Tests", "", StringComparison.Ordinal);
        return name switch
        {
            "BridgeModel" => "model",
            "BridgeRuntime" => "runtime",
            "EndToEnd" => "e2e",
            "MongoStandIn" => "standin",
            "ProgramEndpoints" => "endpoints",
            _ => name.ToLowerInvariant(),
        };
    }
}
