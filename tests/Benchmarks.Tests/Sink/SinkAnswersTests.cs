using System.Text;
using System.Text.Json;
using Benchmarks.Load;
using Benchmarks.Sink;

namespace Benchmarks.Tests.Sink;

public sealed class SinkAnswersTests
{
    [Test]
    public void A_sink_that_keeps_nothing_acknowledges_every_insert_and_knows_no_document()
    {
        var sink = new SinkAnswers(store: null);
        for (var i = 0; i < 2; i++)
            Assert.That(Ids(sink, "INSERT INTO `a` DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING", """{"docs":[{"_id":"x","n":1000000},{"_id":{"k":2}}]}"""), Is.EqualTo(new[] { "\"x\"", """{"k":2}""" }));
        Assert.That(Items(sink, "SELECT _id FROM `a`", "{}"), Is.Empty);
        Assert.That(Items(sink, "SELECT * FROM `a` WHERE _id IN :ids", """{"ids":["x"]}"""), Is.Empty);
    }

    [Test]
    public void A_sink_that_keeps_documents_answers_with_what_they_are_after_the_change()
    {
        var sink = new SinkAnswers(new SinkStore());
        const string Insert = "INSERT INTO `a` DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING";
        Assert.That(Ids(sink, Insert, """{"docs":[{"_id":"x","n":1000000,"o":{"a":[1,2]}}]}"""), Is.EqualTo(new[] { "\"x\"" }));
        Assert.That(Ids(sink, Insert, """{"docs":[{"_id":"x","n":1000005}]}"""), Is.Empty);
        Assert.That(Items(sink, "INSERT INTO `a` DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING *", """{"docs":[{"_id":"x","n":1000001,"new":true}]}"""),
            Is.EqualTo(new[] { """{"_id":"x","n":1000001,"o":{"a":[1,2]},"new":true}""" }));
        Assert.That(Items(sink, "SELECT * FROM `a` WHERE _id IN :ids", """{"ids":["x","y"]}"""), Has.Count.EqualTo(1));
        Assert.That(Items(sink, "SELECT _id FROM `a` LIMIT 1", "{}"), Is.EqualTo(new[] { """{"_id":"x"}""" }));
        Assert.That(Items(sink, "SELECT _id FROM `b`", "{}"), Is.Empty);
        Assert.That(Ids(sink, "DELETE FROM `a` WHERE _id IN :ids", """{"ids":["x","y"]}"""), Is.EqualTo(new[] { "\"x\"" }));
        Assert.That(Items(sink, "SELECT _id FROM `a`", "{}"), Is.Empty);
    }

    [Test]
    public void Transactions_are_numbered_without_gaps_and_reads_take_none()
    {
        var sink = new SinkAnswers(store: null);
        Assert.That(Answer(sink, "INSERT INTO `a` DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING", """{"docs":[{"_id":1}]}""").GetProperty("transactionId").GetInt64(), Is.EqualTo(1));
        Assert.That(Answer(sink, "SELECT _id FROM `a` LIMIT 1", "{}").GetProperty("transactionId").GetInt64(), Is.EqualTo(1));
        Assert.That(Answer(sink, "DELETE FROM `a` WHERE _id IN :ids RETURNING *", """{"ids":["p"]}""").GetProperty("transactionId").GetInt64(), Is.EqualTo(2));
    }

    [Test]
    public void What_the_sink_does_not_know_is_no_answer() => Assert.That(new SinkAnswers(new SinkStore()).Answer(Request("UPDATE `a` UNSET x WHERE _id IN :ids", """{"ids":[1]}""")), Is.Null);

    [Test]
    public async Task A_document_has_arrived_with_the_awaited_round_and_is_counted_once()
    {
        var tally = new SinkTally();
        tally.Begin(round: 2);
        var reached = tally.ReachedAsync(2, CancellationToken.None);
        Count("x", 1);
        Count("x", 2);
        Count("x", 3);
        Assert.That(reached.IsCompleted, Is.False);
        Count("y", 2);
        Assert.That(await reached, Is.Positive);
        Assert.That(tally.Figures(), Is.EqualTo(new SinkFigures(Requests: 4, Writes: 4, Arrived: 2, new Delays(0, 0, 0, 0, 0))));

        void Count(string id, int round) =>
            tally.Count(Request("INSERT INTO a DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE", $$"""{"docs":[{"_id":"{{id}}","n":{{LoadDocument.FirstRound + round}}}]}"""), writes: true);
    }

    [Test]
    public void Percentiles_are_of_the_nearest_rank() => Assert.That(Delays.Of(Enumerable.Range(1, 100).Select(i => (double)i)), Is.EqualTo(new Delays(100, 50, 95, 99, 100)));

    private static SinkRequest Request(string statement, string arguments) => SinkRequest.Read(Encoding.UTF8.GetBytes($$"""{"statement":{{JsonSerializer.Serialize(statement)}},"args":{{arguments}}}"""));

    private static JsonElement Answer(SinkAnswers sink, string statement, string arguments)
    {
        using var parsed = JsonDocument.Parse(sink.Answer(Request(statement, arguments))!.Value.Body);
        return parsed.RootElement.Clone();
    }

    private static List<string> Ids(SinkAnswers sink, string statement, string arguments) => Texts(Answer(sink, statement, arguments), "mutatedDocumentIds");

    private static List<string> Items(SinkAnswers sink, string statement, string arguments) => Texts(Answer(sink, statement, arguments), "items");

    private static List<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(e => e.GetRawText())];
}
