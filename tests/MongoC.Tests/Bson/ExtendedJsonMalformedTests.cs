using System.Text;
using MongoC.Bson;

namespace MongoC.Tests.Bson;

/// <summary>Truncated and damaged JSON: an error or a valid document, never another exception.</summary>
internal sealed class ExtendedJsonMalformedTests
{
    [Test]
    public void every_prefix_of_a_text_is_an_error()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var json = Encoding.UTF8.GetBytes(ExtendedJson.ToJson(new BsonGenerator(seed).Document(depth: 2), ExtendedJsonMode.Canonical));
            for (var length = 0; length < json.Length; length++)
            {
                Assert.That(() => ExtendedJson.Parse(json.AsSpan(0, length)), Throws.TypeOf<BsonFormatException>(), $"seed {seed}, {length} bytes");
            }
        }
    }

    [Test]
    public void damaged_text_is_refused_or_read_to_a_valid_document()
    {
        int read = 0, refused = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var mode = random.Next(2) == 0 ? ExtendedJsonMode.Canonical : ExtendedJsonMode.Relaxed;
            var json = Encoding.UTF8.GetBytes(ExtendedJson.ToJson(new BsonGenerator(seed % 500).Document(depth: 2), mode));
            for (var count = random.Next(1, 3); count > 0; count--)
            {
                var at = random.Next(json.Length);
                json[at] = random.Next(2) == 0 ? (byte)random.Next(256) : "{}[]\":,$0123456789.eE-\\u tfn"u8[random.Next(28)];
            }
            byte[] document;
            try
            {
                document = ExtendedJson.Parse(json);
            }
            catch (BsonFormatException)
            {
                refused++;
                continue;
            }
            read++;
            Assert.That(BsonWalk.Fault(document), Is.Null, $"seed {seed}");
            Assert.That(ExtendedJson.Parse(ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical)), Is.EqualTo(document), $"seed {seed}");
        }
        Assert.That(read, Is.GreaterThan(1000));
        Assert.That(refused, Is.GreaterThan(1000));
    }
}
