using System.Text;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class BigPeerAnswerReaderTests
{
    private static string[] Texts(IReadOnlyList<ReadOnlyMemory<byte>> parts) => [.. parts.Select(p => Encoding.UTF8.GetString(p.Span))];

    private static BigPeerAnswer Read(string body) => BigPeerAnswerReader.Read(Encoding.UTF8.GetBytes(body));

    [Test]
    public void Items_and_ids_are_given_as_they_stand()
    {
        var answer = Read("""{"warnings":[{"items":[1]}],"items":[{"_id":{"b":1},"x":[1, {}]}, {} ],"mutatedDocumentIds":["a",1,{"k":[true]}],"transactionId":9223372036854775807,"error":{},"more":{"items":[5]}}""");
        Assert.Multiple(() =>
        {
            Assert.That(answer.TransactionId, Is.EqualTo(long.MaxValue));
            Assert.That(Texts(answer.Items), Is.EqualTo(new[] { """{"_id":{"b":1},"x":[1, {}]}""", "{}" }));
            Assert.That(Texts(answer.MutatedIds), Is.EqualTo(new[] { "\"a\"", "1", """{"k":[true]}""" }));
        });
    }

    [TestCase("{}")]
    [TestCase("""{"transactionId":null,"items":null,"mutatedDocumentIds":null,"error":null}""")]
    [TestCase("""{"error":{"description":""}}""")]
    [TestCase("""{"error":{"description":null}}""")]
    public void What_is_missing_is_nothing(string body)
    {
        var answer = Read(body);
        Assert.That((answer.TransactionId, answer.Items.Count, answer.MutatedIds.Count), Is.EqualTo((0L, 0, 0)));
    }

    [TestCase("""{"error":{"description":"words"},"items":[]}""")]
    [TestCase("""{"items":[],"error":{"message":"words"}}""")]
    [TestCase("""{"error":"words"}""")]
    [TestCase("""{"error":{"description":"","message":"words"}}""")]
    public void An_error_in_an_answer_is_a_refusal_with_its_words(string body)
    {
        var failure = Assert.Throws<SideException>(() => Read(body))!;
        Assert.That((failure.Side, failure.Failure), Is.EqualTo((Side.BigPeer, SideFailure.Refused)));
        Assert.That(failure.Message, Does.Contain("words"));
    }

    [TestCase("""{"transactionId":1,"error":{"description":"the words"}}""")]
    [TestCase("""{"message":"the words"}""")]
    [TestCase("""{"error":{"code":"x","message":"the words"}}""")]
    [TestCase("the words")]
    [TestCase("  the words\n")]
    [TestCase("""{"error":"the words"}""")]
    public void The_words_of_an_error_are_found_in_each_of_its_shapes(string body) => Assert.That(BigPeerAnswerReader.ErrorText(Encoding.UTF8.GetBytes(body)), Is.EqualTo("the words"));

    [TestCase("{}", "{}")]
    [TestCase("[1]", "[1]")]
    [TestCase("""{"message":5}""", """{"message":5}""")]
    [TestCase("", "")]
    [TestCase("a\r\nb\u0007c", "a  b c")]
    public void Anything_else_is_shown_as_it_is_on_one_line(string body, string words) => Assert.That(BigPeerAnswerReader.ErrorText(Encoding.UTF8.GetBytes(body)), Is.EqualTo(words));

    [Test]
    public void Long_words_are_cut()
    {
        Assert.That(BigPeerAnswerReader.ErrorText(Encoding.UTF8.GetBytes(new string('x', 10_000))), Is.EqualTo(new string('x', 500) + "…"));
        Assert.That(BigPeerAnswerReader.ErrorText(Encoding.UTF8.GetBytes(new string('x', 500))), Is.EqualTo(new string('x', 500)));
    }
}
