using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Bson;

internal sealed class BsonWriterTests
{
    [Test]
    public void both_kinds_of_name_write_the_same_bytes_for_every_type()
    {
        var id = new ObjectId(Convert.FromHexString("65f0c0ffee0123456789abcd"));
        var text = new BsonWriter();
        text.Double("ä", 1.5);
        text.String("ä", "ö");
        text.Binary("ä", [1, 2], 2);
        text.Undefined("ä");
        text.ObjectId("ä", id);
        text.Boolean("ä", value: true);
        text.DateTime("ä", 5);
        text.Null("ä");
        text.RegularExpression("ä", "ö", "mi");
        text.DBPointer("ä", "ö.c", id);
        text.JavaScript("ä", "ö");
        text.Symbol("ä", "ö");
        text.JavaScriptWithScope("ä", "ö", new BsonWriter().ToArray());
        text.Int32("ä", 1);
        text.Timestamp("ä", new BsonTimestamp(1, 2));
        text.Int64("ä", 1);
        text.Decimal128("ä", Decimal128.Parse("1.5"));
        text.MinKey("ä");
        text.MaxKey("ä");
        text.Document("ä", new BsonWriter().ToArray());
        text.StartArray("ä");
        text.StartDocument("unused");
        text.End();
        text.End();

        var bytes = new BsonWriter();
        bytes.Double("ä"u8, 1.5);
        bytes.String("ä"u8, "ö"u8);
        bytes.Binary("ä"u8, [1, 2], 2);
        bytes.Undefined("ä"u8);
        bytes.ObjectId("ä"u8, id);
        bytes.Boolean("ä"u8, value: true);
        bytes.DateTime("ä"u8, 5);
        bytes.Null("ä"u8);
        bytes.RegularExpression("ä"u8, "ö"u8, "im"u8);
        bytes.DBPointer("ä"u8, "ö.c"u8, id);
        bytes.JavaScript("ä"u8, "ö"u8);
        bytes.Symbol("ä"u8, "ö"u8);
        bytes.JavaScriptWithScope("ä"u8, "ö"u8, new BsonWriter().ToArray());
        bytes.Int32("ä"u8, 1);
        bytes.Timestamp("ä"u8, new BsonTimestamp(1, 2));
        bytes.Int64("ä"u8, 1);
        bytes.Decimal128("ä"u8, Decimal128.Parse("1.5"));
        bytes.MinKey("ä"u8);
        bytes.MaxKey("ä"u8);
        bytes.Document("ä"u8, new BsonWriter().ToArray());
        bytes.StartArray("ä"u8);
        bytes.StartDocument("unused"u8);
        bytes.End();
        bytes.End();

        var document = text.ToArray();
        Assert.That(document, Is.EqualTo(bytes.ToArray()));
        Assert.That(LibBson.IsValid(document, flags: 1), Is.True);
        Assert.That(BsonWalk.Count(document), Is.EqualTo(22));
    }

    [Test]
    public void what_cannot_be_written_leaves_the_document_as_it_was()
    {
        var writer = new BsonWriter();
        writer.Int32("a", 1);
        var length = writer.Length;
        Assert.That(() => writer.Int32("b\0c", 1), Throws.ArgumentException);
        Assert.That(() => writer.Int32("b\0c"u8, 1), Throws.ArgumentException);
        Assert.That(() => writer.Int32("\ud800", 1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => writer.String("b", "\udc00"), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => writer.RegularExpression("b", "a\0", ""), Throws.ArgumentException);
        Assert.That(() => writer.RegularExpression("b", "a", "\0"), Throws.ArgumentException);
        Assert.That(writer.Length, Is.EqualTo(length));
        Assert.That(BsonWalk.Count(writer.ToArray()), Is.EqualTo(1));
    }

    [Test]
    public void elements_of_an_array_are_numbered()
    {
        var writer = new BsonWriter();
        writer.StartArray("a");
        for (var i = 0; i < 12; i++) writer.Null("x");
        writer.End();
        BsonReader.TryFind(writer.ToArray(), "a", out var array);
        var names = new List<string>();
        foreach (var element in new BsonReader(array.Value)) names.Add(element.Name);
        Assert.That(names, Is.EqualTo(Enumerable.Range(0, 12).Select(i => $"{i}")));
    }

    [Test]
    public void a_finished_writer_asks_for_a_reset_and_an_open_document_cannot_be_finished()
    {
        var writer = new BsonWriter();
        writer.StartDocument("a");
        Assert.That(() => writer.Finish(), Throws.InvalidOperationException);
        writer.End();
        Assert.That(() => writer.End(), Throws.InvalidOperationException);
        writer.Finish();
        Assert.That(() => writer.Null("b"), Throws.InvalidOperationException);
        Assert.That(() => writer.Finish(), Throws.InvalidOperationException);
        writer.Reset();
        Assert.That(writer.ToArray(), Is.EqualTo(new byte[] { 5, 0, 0, 0, 0 }));
    }

    [Test]
    public void rare_values_are_read_as_they_were_written()
    {
        var id = new ObjectId(Convert.FromHexString("65f0c0ffee0123456789abcd"));
        var writer = new BsonWriter();
        writer.RegularExpression("regex", "^ä", "xi");
        writer.DBPointer("pointer", "shop.orders", id);
        writer.JavaScriptWithScope("code", "return ä;", new BsonWriter().ToArray());
        writer.Binary("old", [7, 8], subtype: 2);
        var document = writer.ToArray();

        Assert.That(BsonReader.TryFind(document, "regex", out var element), Is.True);
        Assert.That(element.AsRegularExpression(), Is.EqualTo(("^ä", "ix")));
        Assert.That(BsonReader.TryFind(document, "pointer", out element), Is.True);
        Assert.That(element.AsDBPointer(), Is.EqualTo(("shop.orders", id)));
        Assert.That(BsonReader.TryFind(document, "code", out element), Is.True);
        Assert.That(element.AsJavaScriptWithScopeUtf8(out var scope).SequenceEqual("return ä;"u8));
        Assert.That(scope.Length, Is.EqualTo(5));
        Assert.That(BsonReader.TryFind(document, "old", out element), Is.True);
        Assert.That(element.AsBinary(out var subtype).ToArray(), Is.EqualTo(new byte[] { 7, 8 }));
        Assert.That(subtype, Is.EqualTo(2));
    }
}
