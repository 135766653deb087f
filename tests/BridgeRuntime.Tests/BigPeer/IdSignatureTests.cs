using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class IdSignatureTests
{
    [TestCase("\"a\"", "\"b\"")]
    [TestCase("\"a\"", "\"{\"")]
    [TestCase("1", "-99")]
    [TestCase("true", "false")]
    [TestCase("[1,\"a\"]", "[2,\"b\"]")]
    [TestCase("""{"a":1,"b":"x"}""", """{"a":2,"b":"y"}""")]
    [TestCase("""{"a":{"b":[true]}}""", """{"a":{"b":[false]}}""")]
    public void Ids_of_one_shape_may_share_a_statement(string one, string other) => Assert.That(IdSignature.Of(new DittoId(one)), Is.EqualTo(IdSignature.Of(new DittoId(other))));

    [TestCase("\"1\"", "1")]
    [TestCase("1", "true")]
    [TestCase("[1]", "[\"1\"]")]
    [TestCase("[1]", "[1,1]")]
    [TestCase("[[1],1]", "[[1,1]]")]
    [TestCase("{}", "[]")]
    [TestCase("""{"a":1}""", """{"b":1}""")]
    [TestCase("""{"a":1}""", """{"a":"1"}""")]
    [TestCase("""{"a":null}""", """{"a":1}""")]
    [TestCase("""{"a":{"b":1}}""", """{"a":1,"b":1}""")]
    [TestCase("""{"n1:a":1}""", """{"n":1,"a":1}""")]
    [TestCase("""{"a":1,"b":1}""", """{"an1:b":1}""")]
    public void Ids_of_different_shapes_may_not(string one, string other) => Assert.That(IdSignature.Of(new DittoId(one)), Is.Not.EqualTo(IdSignature.Of(new DittoId(other))));

    [Test]
    public void Grouping_keeps_every_id_and_their_order()
    {
        DittoId[] ids = [new("\"a\""), new("1"), new("\"b\""), new("""{"x":1}"""), new("2"), new("""{"x":"1"}""")];
        Assert.That(IdSignature.Group(ids).Select(g => string.Join(' ', g)), Is.EqualTo(new[] { "\"a\" \"b\"", "1 2", """{"x":1}""", """{"x":"1"}""" }));
    }

    [Test]
    public void An_id_of_many_levels_has_a_signature() =>
        Assert.That(IdSignature.Of(new DittoId(new string('[', 120) + "1" + new string(']', 120))), Is.Not.EqualTo(IdSignature.Of(new DittoId(new string('[', 119) + "1" + new string(']', 119)))));
}
