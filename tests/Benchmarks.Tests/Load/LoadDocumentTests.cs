using System.Text;
using System.Text.Json;
using Benchmarks.Load;
using MongoC.Bson;

namespace Benchmarks.Tests.Load;

public sealed class LoadDocumentTests
{
    [TestCase(250)]
    [TestCase(1024)]
    [TestCase(20 * 1024)]
    [TestCase(250 * 1024)]
    public void A_document_has_the_size_that_was_asked_for(int size) => Assert.That(LoadDocument.Bson(size), Has.Length.EqualTo(size));

    [Test]
    public void Values_are_put_in_place_in_a_batch_of_bson()
    {
        var writer = new BsonWriter();
        for (var i = 0; i < 3; i++) writer.Document($"d{i}", LoadDocument.Bson(1024));
        var batch = writer.ToArray();
        var slots = LoadDocument.BsonSlots(batch);
        Assert.That(slots, Has.Count.EqualTo(3));
        LoadDocument.PutBson(batch, slots[1], id: 42, round: 7, time: 99);

        var (first, second) = (Document(batch, "d0"), Document(batch, "d1"));
        Assert.That((first.Id, first.Round, first.Time), Is.EqualTo(("d000000000000", LoadDocument.FirstRound, 0L)));
        Assert.That((second.Id, second.Round, second.Time), Is.EqualTo(("d000000000042", LoadDocument.FirstRound + 7, 99L)));
    }

    [Test]
    public void Values_are_put_in_place_in_a_batch_of_json()
    {
        var batch = Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(LoadDocument.Json(250))},{Encoding.UTF8.GetString(LoadDocument.Json(250))}]");
        var slots = LoadDocument.JsonSlots(batch);
        Assert.That(slots, Has.Count.EqualTo(2));
        LoadDocument.PutJson(batch, slots[1], id: 42, round: 7, time: 99);

        using var parsed = JsonDocument.Parse(batch);
        var second = parsed.RootElement[1];
        Assert.That((second.GetProperty("_id").GetString(), second.GetProperty("n").GetInt64(), LoadDocument.CommittedAt(second.GetProperty("t").GetInt64())), Is.EqualTo(("d000000000042", LoadDocument.FirstRound + 7L, 99L)));
        Assert.That(parsed.RootElement[0].GetProperty("_id").GetString(), Is.EqualTo("d000000000000"));
    }

    private static (string Id, int Round, long Time) Document(byte[] batch, string name)
    {
        BsonReader.TryFind(batch, Encoding.UTF8.GetBytes(name), out var document);
        BsonReader.TryFind(document.Value, "_id"u8, out var id);
        BsonReader.TryFind(document.Value, "n"u8, out var round);
        BsonReader.TryFind(document.Value, "t"u8, out var time);
        return (id.AsString(), round.AsInt32(), LoadDocument.CommittedAt(time.AsInt64()));
    }
}
