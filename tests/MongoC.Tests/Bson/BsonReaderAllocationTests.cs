using System.Globalization;
using MongoC.Bson;

namespace MongoC.Tests.Bson;

internal sealed class BsonReaderAllocationTests
{
    [Test]
    public void walking_ten_thousand_fields_allocates_no_more_than_walking_ten()
    {
        var small = Document(10);
        var large = Document(10_000);
        Assert.That(Walk(small).Fields, Is.EqualTo(10)); // once for the code itself
        Assert.That(Walk(large).Fields, Is.EqualTo(10_000));

        var (_, ofSmall) = Walk(small);
        var (_, ofLarge) = Walk(large);

        Assert.That(ofLarge, Is.EqualTo(ofSmall));
        Assert.That(ofLarge, Is.Zero);
    }

    private static byte[] Document(int fields)
    {
        var writer = new BsonWriter();
        for (var i = 0; i < fields; i++)
        {
            var name = "field" + i.ToString(CultureInfo.InvariantCulture);
            switch (i % 5)
            {
                case 0: writer.Int32(name, i); break;
                case 1: writer.String(name, "text"); break;
                case 2: writer.Decimal128(name, Decimal128.Parse("1.5")); break;
                case 3: writer.Binary(name, [1, 2, 3]); break;
                default: writer.ObjectId(name, default); break;
            }
        }
        return writer.ToArray();
    }

    private static (int Fields, long Allocated) Walk(byte[] document)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        int fields = 0, bytes = 0;
        foreach (var element in new BsonReader(document))
        {
            fields++;
            bytes += element.NameUtf8.Length;
            bytes += element.Type switch
            {
                BsonType.Int32 => element.AsInt32() & 1,
                BsonType.String => element.AsStringUtf8().Length,
                BsonType.Decimal128 => element.AsDecimal128().IsNegative ? 1 : 0,
                BsonType.Binary => element.AsBinary(out _).Length,
                _ => element.AsObjectId() == default ? 1 : 0,
            };
        }
        BsonReader.TryFind(document, "absent", out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(bytes, Is.GreaterThan(fields)); // the values were read
        return (fields, allocated);
    }
}
