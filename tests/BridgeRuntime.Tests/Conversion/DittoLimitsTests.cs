using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>The numbers are the engine's: what it said of documents and ids that it refused.</summary>
internal sealed class DittoLimitsTests
{
    [TestCase("true", 1)]
    [TestCase("23", 1)]
    [TestCase("24", 2)]
    [TestCase("-24", 1)]
    [TestCase("-25", 2)]
    [TestCase("256", 3)]
    [TestCase("65536", 5)]
    [TestCase("9223372036854775807", 9)]
    [TestCase("-9223372036854775808", 9)]
    [TestCase("\"\"", 1)]
    [TestCase("\"ab\"", 3)]
    [TestCase("\"ä\"", 3)]
    [TestCase("\"\\u0000\"", 2)]
    [TestCase("""{"a":1,"b":"x"}""", 8)]
    [TestCase("""{"$oid":"0123456789abcdef01234567"}""", 32)]
    [TestCase("[1,[2,3]]", 5)]
    public void An_id_takes_its_length_in_CBOR(string json, int size) => Assert.That(DittoLimits.SizeOfId(new DittoId(json)), Is.EqualTo(size));

    [TestCase(254, 256)]
    [TestCase(255, 257)]
    [TestCase(1000, 1003)]
    [TestCase(66000, 66005)]
    public void The_engine_counts_the_same(int characters, int size) => Assert.That(DittoLimits.SizeOfId(new DittoId($"\"{new string('i', characters)}\"")), Is.EqualTo(size));

    [TestCase("null", 5_300_000)]
    [TestCase("1.5", 600_000)]
    [TestCase("\"ab\"", 1_400_000)]
    [TestCase("{\"a\":1}", 400_000)]
    [TestCase("[]", 2_700_000)]
    public void What_the_engine_refuses_for_its_values_is_known_before_it_is_sent(string value, int count) =>
        Assert.That(DittoLimits.Excess(Document($"[{string.Join(',', Enumerable.Repeat(value, count))}]")), Does.Contain("5242880 (5 MiB) at most").And.Contain("MongoDB"));

    [Test]
    public void A_text_counts_its_bytes()
    {
        Assert.That(DittoLimits.Excess(Document($"\"{new string('x', 5_242_880)}\"")), Does.StartWith("The document takes at least 5242").And.Contain("5 MiB"));
        Assert.That(DittoLimits.Excess(Document($"\"{new string('x', 5_242_000)}\"")), Is.Null);
        Assert.That(DittoLimits.Excess(Document($"\"{string.Concat(Enumerable.Repeat("\\u0000", 1_000_000))}\"")), Is.Null, "six characters of JSON, one byte");
    }

    [Test]
    public void A_refused_document_is_described_by_size_and_depth_and_not_by_content()
    {
        var words = DittoLimits.Describe(Document($"{new string('[', 130)}\"hidden\"{new string(']', 130)}"));
        Assert.That(words, Does.Contain("131 levels of about 120").And.Not.Contain("hidden"));
    }

    private static byte[] Document(string value) => Encoding.UTF8.GetBytes($$"""{"_id":1,"v":{{value}}}""");
}
