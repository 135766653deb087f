using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Conversion;

internal sealed class DocumentConverterTests
{
    private static readonly BsonValue NewId = Bsons.Value("""{"$oid":"00000000000000000000abcd"}""");

    [TestCase("[_id]", "\"k\"", """{"_id":"k","b":2,"a":1}""", """{"_id":"k","b":2,"a":1}""")]
    [TestCase("[_id]", "7", """{"a":1,"_id":7}""", """{"_id":7,"a":1}""")]
    [TestCase("[orderId]", "7", """{"_id":7,"a":1}""", """{"_id":{"$oid":"00000000000000000000abcd"},"orderId":7,"a":1}""")]
    [TestCase("[orderId]", "7", """{"_id":7,"a":1,"orderId":8}""", """{"_id":{"$oid":"00000000000000000000abcd"},"orderId":7,"a":1}""")]
    [TestCase("[location,orderId]", """{"location":"x","orderId":1}""", """{"_id":{"location":"x","orderId":1},"a":1}""", """{"_id":{"$oid":"00000000000000000000abcd"},"location":"x","orderId":1,"a":1}""")]
    [TestCase("[orderId,location]", """{"location":"x","orderId":1}""", """{"_id":{"location":"x","orderId":1},"location":null}""", """{"_id":{"$oid":"00000000000000000000abcd"},"orderId":1,"location":"x"}""")]
    public void A_new_document_has_its_id_then_the_mapped_fields_then_its_body(string fields, string id, string ditto, string bson)
    {
        var settings = new PlanCase { Fields = fields.Trim('[', ']').Split(',') }.Settings;
        var mongoId = settings.Identity.UsesMongoId ? settings.Identity.Candidates(new DittoId(id))[0].Candidates[0] : NewId;
        var made = new DocumentConverter(settings).NewDocument(settings.StateReader.Read(Encoding.UTF8.GetBytes(ditto)), new DittoId(id), mongoId);
        Assert.That(Bsons.Text(made), Is.EqualTo(Bsons.Text(Bsons.Parse(bson))));
        Assert.That(settings.Identity.OfDocument(made).Id, Is.EqualTo(new DittoId(id)), "the document belongs to the key it was made for");
    }

    [Test]
    public void A_new_document_in_ejson_mode_has_the_types_of_its_wrappers()
    {
        var settings = new PlanCase { Ejson = true }.Settings;
        var id = new DittoId("""{"$oid":"00000000000000000000abcd"}""");
        var made = new DocumentConverter(settings).NewDocument(settings.StateReader.Read("""{"_id":{"$oid":"00000000000000000000abcd"},"d":{"$date":{"$numberLong":"5"}},"n":1}"""u8.ToArray()), id, NewId);
        Assert.That(Bsons.Text(made), Is.EqualTo(Bsons.Text(Bsons.Parse("""{"_id":{"$oid":"00000000000000000000abcd"},"d":{"$date":{"$numberLong":"5"}},"n":1}"""))));
    }

    [Test]
    public void A_new_document_with_a_zero_character_in_a_name_is_refused()
    {
        var mode = new PlanCase();
        Assert.That(() => new DocumentConverter(mode.Settings).NewDocument(mode.State("""{"a\u0000":1}"""), mode.Id, NewId), Throws.TypeOf<UnsupportedValueException>());
    }

    [TestCase("""{"$oid":5}""")]
    [TestCase("""{"$date":"yesterday"}""")]
    [TestCase("""{"$numberInt":"x"}""")]
    [TestCase("""[{"$binary":1}]""")]
    public void A_broken_wrapper_is_refused_with_the_remedy(string json) => Assert.That(
        () => new DocumentConverter(new PlanCase { Ejson = true }.Settings).ToBson(Encoding.UTF8.GetBytes(json), hint: null),
        Throws.TypeOf<UnsupportedValueException>().With.Message.Contains("Correct the wrapper"));

    [Test]
    public void A_document_from_MongoDB_carries_the_key_as_its_id_and_not_MongoDBs_own()
    {
        var settings = new PlanCase { Fields = ["orderId"] }.Settings;
        var document = new DocumentConverter(settings).Read(Bsons.Parse("""{"orderId":7,"_id":{"$oid":"00000000000000000000abcd"},"bin":{"$minKey":1}}"""), new DittoId("7"));
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(document.State.Json.Span), Is.EqualTo("""{"_id":7,"orderId":7}"""));
            Assert.That(document.Id, Is.EqualTo(NewId));
            Assert.That(document.NotCarried.Paths.Single().Type, Is.EqualTo(BsonType.MinKey));
        });
    }

    [Test]
    public void Ejson_mode_leaves_nothing_out()
    {
        var document = new DocumentConverter(new PlanCase { Ejson = true }.Settings).Read(Bsons.Parse("""{"_id":1,"m":{"$minKey":1},"o":{"_id":2}}"""), new DittoId("1"));
        Assert.That(Encoding.UTF8.GetString(document.State.Json.Span), Is.EqualTo("""{"_id":1,"m":{"$minKey":1},"o":{"_id":{"$numberInt":"2"}}}"""));
        Assert.That(document.NotCarried.IsEmpty, Is.True);
    }

    [Test]
    public void A_hundred_levels_from_MongoDB_go_out_in_both_modes([Values] bool ejson)
    {
        var bson = Bsons.Parse("""{"_id":1,"v":""" + string.Concat(Enumerable.Repeat("""{"a":""", 98)) + "1" + new string('}', 99));
        var document = new DocumentConverter(new PlanCase { Ejson = ejson }.Settings).Read(bson, new DittoId("1"));
        Assert.That(document.State.PathOf(0).Names, Has.Count.EqualTo(99));
    }
}
