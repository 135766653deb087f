using System.Text;
using System.Text.Json;
using BridgeRuntime.Identity;

namespace BridgeRuntime.Tests.Identity;

internal sealed class CanonicalIdTests
{
    [TestCase("\"k\"", "\"k\"")]
    [TestCase(" 1 ", "1")]
    [TestCase("true", "true")]
    [TestCase("-5", "-5")]
    [TestCase("18446744073709551615", "18446744073709551615")]
    [TestCase("null", "null")]
    [TestCase("""{ "b" : 1, "a" : [ 2, { "d":1, "c":2 } ] }""", """{"a":[2,{"c":2,"d":1}],"b":1}""")]
    [TestCase("""{"a":1,"B":2,"_":3,"ä":4}""", """{"B":2,"_":3,"a":1,"ä":4}""")]
    [TestCase("\"\\u0061\\u002f\\/\\u00fc\"", "\"a//ü\"")]
    [TestCase("\"<>&'+\\u0060\"", "\"<>&'+`\"")]
    [TestCase("""{"\u0061":"\u0062"}""", """{"a":"b"}""")]
    [TestCase("[]", "[]")]
    [TestCase("{}", "{}")]
    public void An_id_has_one_text(string text, string canonical) => Assert.That(CanonicalId.Read(Encoding.UTF8.GetBytes(text)).Json, Is.EqualTo(canonical));

    [TestCase("\"\\ud83d\\ude00\"", "\"😀\"")]
    [TestCase("\"\\u2028\"", "\"\u2028\"")]
    [TestCase("\"\\u0000\\n\\u001f\"", "\"\\u0000\\u000a\\u001f\"")]
    [TestCase("\"\\\"\\u0022\"", "\"\\u0022\\\"\"")]
    public void Texts_that_mean_the_same_are_one_id(string one, string other) =>
        Assert.That(CanonicalId.Read(Encoding.UTF8.GetBytes(one)), Is.EqualTo(CanonicalId.Read(Encoding.UTF8.GetBytes(other))));

    [TestCase("\"1\"", "1")]
    [TestCase("\"a\"", "\"A\"")]
    [TestCase("[1,2]", "[2,1]")]
    [TestCase("\"ü\"", "\"u\u0308\"")]
    public void Different_ids_have_different_texts(string one, string other) =>
        Assert.That(CanonicalId.Read(Encoding.UTF8.GetBytes(one)), Is.Not.EqualTo(CanonicalId.Read(Encoding.UTF8.GetBytes(other))));

    [TestCase("\"ü😀\\u2028\\u0000\\\"\\\\\"")]
    [TestCase("""{"z":{"y":[{"b":1,"a":2}]},"a":"\u0007"}""")]
    public void Its_text_is_its_own_canonical_text_and_JSON(string text)
    {
        var canonical = CanonicalId.Read(Encoding.UTF8.GetBytes(text));
        Assert.That(CanonicalId.Read(Encoding.UTF8.GetBytes(canonical.Json)), Is.EqualTo(canonical));
        using var _ = JsonDocument.Parse(canonical.Json);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("\"a")]
    public void Anything_but_JSON_is_refused(string text) => Assert.That(() => CanonicalId.Read(Encoding.UTF8.GetBytes(text)), Throws.InstanceOf<JsonException>());
}
