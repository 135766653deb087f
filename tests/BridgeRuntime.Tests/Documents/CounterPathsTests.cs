using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

internal sealed class CounterPathsTests
{
    private static readonly PlanCase Case = new() { Counters = ["n", "o.k", "o.p.q"] };

    [TestCase("""{"n":1,"o":{"k":2,"p":{"q":3}}}""", "n o.k o.p.q")]
    [TestCase("""{"a":1}""", "n o.k o.p.q")]
    [TestCase("""{"n":1.5,"o":{"k":2}}""", "o.k o.p.q")]
    [TestCase("""{"n":"1","o":{"k":null}}""", "o.p.q")]
    [TestCase("""{"n":{"x":1}}""", "o.k o.p.q")]
    [TestCase("""{"n":{}}""", "o.k o.p.q")]
    [TestCase("""{"o":5}""", "n")]
    [TestCase("""{"o":[]}""", "n")]
    [TestCase("""{"o":{}}""", "n o.k o.p.q")]
    [TestCase("""{"o":{"p":"text"}}""", "n o.k")]
    [TestCase("""{"o":{"p":{}}}""", "n o.k o.p.q")]
    public void Only_what_holds_an_integer_below_maps_is_declared(string document, string declared) =>
        Assert.That(string.Join(' ', Case.Settings.Counters.Declarable(Case.State(document)).Paths), Is.EqualTo(declared));

    [Test]
    public void What_is_not_written_does_not_count()
    {
        var state = Case.State("""{"n":1.5,"o":{"k":2}}""");
        var only = new HashSet<int> { state.IndexOf(new FieldPath("o", "k").Hash) };
        Assert.That(Case.Settings.Counters.Declarable(state, only), Is.SameAs(Case.Settings.Counters).Or.Property("Paths").Count.EqualTo(3));
    }

    [Test]
    public void Counters_are_declared_in_the_maps_that_hold_them() =>
        Assert.That(TypeDeclaration.Of("c", Case.Settings.Counters), Is.EqualTo("COLLECTION `c` (`n` COUNTER, `o` MAP(`k` COUNTER, `p` MAP(`q` COUNTER)))"));

    [Test]
    public void Names_are_quoted()
    {
        Assert.That(TypeDeclaration.Of("a`b", new CounterPaths([new FieldPath("x) COUNTER", "y`")])), Is.EqualTo("COLLECTION `a``b` (`x) COUNTER` MAP(`y``` COUNTER))"));
        Assert.That(TypeDeclaration.Of("a`b", CounterPaths.None), Is.EqualTo("`a``b`"));
    }

    [Test]
    public void Maps_above_counters_are_known()
    {
        Assert.That(Case.Settings.Counters.IsAbove(new FieldPath("o").Hash), Is.True);
        Assert.That(Case.Settings.Counters.IsAbove(new FieldPath("o", "p").Hash), Is.True);
        Assert.That(Case.Settings.Counters.IsAbove(new FieldPath("o", "k").Hash), Is.False);
        Assert.That(Case.Settings.Counters.Contains(new FieldPath("o", "k").Hash), Is.True);
    }
}
