using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Conversion;

internal sealed class BsonShapeTests
{
    [TestCase("""{"a":1,"b":2,"a":3}""")]
    [TestCase("""{"o":{"a":1,"a":1}}""")]
    [TestCase("""{"l":[1,{"x":{"a":1,"a":1}}]}""")]
    public void Two_fields_of_one_name_are_refused_in_both_modes(string document)
    {
        foreach (var ejson in new[] { true, false })
        {
            Assert.That(() => new DocumentConverter(new PlanCase { Ejson = ejson }.Settings).Read(Bsons.Parse(document), new DittoId("1")),
                Throws.TypeOf<BsonFormatException>().With.Message.EqualTo("Two fields of one object are named 'a'."));
        }
    }

    [TestCase("""{"a":{"a":{"a":1}},"b":{"a":1}}""")]
    [TestCase("""{"a":1,"A":1,"":1,"a.a":1}""")]
    public void Equal_names_of_different_objects_are_fine(string document) => Assert.That(() => BsonShape.Check(Bsons.Parse(document)), Throws.Nothing);

    [Test]
    public void Two_fields_of_one_name_are_found_in_large_objects([Values(31, 32, 33, 34, 500)] int fields, [Values] bool doubled)
    {
        var names = Enumerable.Range(0, fields).Select(i => $"\"f{i}\":1").Append(doubled ? $"\"f{fields - 1}\":2" : "\"other\":2");
        Assert.That(() => BsonShape.Check(Bsons.Parse($"{{{string.Join(',', names)}}}")), doubled ? Throws.TypeOf<BsonFormatException>() : Throws.Nothing);
    }

    [Test]
    public void Text_and_names_that_are_not_UTF8_are_refused_wherever_they_stand([Values] bool ejson, [Values("name", "text", "deep")] string where)
    {
        var writer = new BsonWriter();
        if (where == "name") writer.Int32([(byte)'a', 0xFF], 1);
        if (where == "text") writer.String("a"u8, [0xC3, 0x28]);
        if (where == "deep")
        {
            writer.StartArray("l");
            writer.StartDocument("");
            writer.String("a"u8, [0xED, 0xA0, 0x80]);
            writer.End();
            writer.End();
        }
        Assert.That(() => new DocumentConverter(new PlanCase { Ejson = ejson }.Settings).Read(writer.ToArray(), new DittoId("1")), Throws.TypeOf<BsonFormatException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    public void Two_hundred_levels_are_read_and_one_more_is_refused()
    {
        Assert.That(() => BsonShape.Check(Nested(200)), Throws.Nothing);
        Assert.That(() => BsonShape.Check(Nested(201)), Throws.TypeOf<BsonFormatException>().With.Message.Contains("200 levels"));
        Assert.That(() => BsonShape.Check(Nested(20_000)), Throws.TypeOf<BsonFormatException>(), "and not a stack that runs over");
    }

    private static byte[] Nested(int levels)
    {
        var writer = new BsonWriter();
        for (var i = 1; i < levels; i++) writer.StartDocument("a");
        writer.Int32("a", 1);
        for (var i = 1; i < levels; i++) writer.End();
        return writer.ToArray();
    }
}
