using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Bson;

/// <summary>Truncated, overlong and damaged documents: an error or a valid document, never another exception and never a byte beyond the end.</summary>
internal sealed class BsonReaderMalformedTests
{
    // bson_validate_flags_t: check UTF-8, allow zero characters in it.
    private const int Utf8AndZeros = 1 | 8;

    [Test]
    public void every_prefix_of_a_document_is_an_error()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var document = new BsonGenerator(seed).Document();
            for (var length = 0; length < document.Length; length++)
            {
                Assert.That(BsonWalk.IsValid(document.AsSpan(0, length)), Is.False, $"seed {seed}, {length} of {document.Length} bytes");
            }
        }
    }

    [Test]
    public void every_prefix_with_its_length_field_mended_is_judged_as_libbson_does()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var document = new BsonGenerator(seed).Document();
            for (var length = 5; length < document.Length; length++)
            {
                var prefix = document[..length];
                BitConverter.TryWriteBytes(prefix, length);
                prefix[^1] = 0;
                AssertAgrees(prefix, $"seed {seed}, {length} of {document.Length} bytes");
            }
        }
    }

    [Test]
    public void bytes_after_the_document_are_an_error()
    {
        var document = new BsonGenerator(3).Document();
        Assert.That(BsonWalk.IsValid([.. document, 0]), Is.False);
        Assert.That(() => ExtendedJson.ToJson([.. document, 0], ExtendedJsonMode.Canonical), Throws.TypeOf<BsonFormatException>());
    }

    [Test]
    public void damaged_documents_are_judged_as_libbson_does_and_never_crash()
    {
        int valid = 0, invalid = 0;
        for (var seed = 0; seed < 30_000; seed++)
        {
            var random = new Random(seed);
            var document = Damage(new BsonGenerator(seed % 500).Document(), random);
            if (AssertAgrees(document, $"seed {seed}")) valid++;
            else invalid++;
        }
        Assert.That(valid, Is.GreaterThan(1000));
        Assert.That(invalid, Is.GreaterThan(10_000));
    }

    [TestCase("00", Description = "type 0 before the end")]
    [TestCase("14", Description = "no type of BSON")]
    [TestCase("80", Description = "no type of BSON")]
    public void an_unknown_type_byte_is_an_error_that_names_its_place(string type)
    {
        var document = Convert.FromHexString($"08000000{type}610000");
        Assert.That(() => BsonWalk.Count(document), Throws.TypeOf<BsonFormatException>().With.Message.Contains("offset"));
    }

    [TestCase("0900000008610002" + "00", Description = "a boolean of 2")]
    [TestCase("0C0000000261000000000000", Description = "a string of length 0, which has no room for its zero byte")]
    [TestCase("0E00000002610002000000616200", Description = "a string without its zero byte")]
    [TestCase("0E00000002610002000000FF0000", Description = "a string that is not UTF-8")]
    [TestCase("0800000002FF0000", Description = "a name that is not UTF-8, and no value")]
    [TestCase("080000000AFF0000", Description = "a name that is not UTF-8")]
    [TestCase("0E000000026100FFFFFF7F610000", Description = "a string of 2 GiB")]
    [TestCase("0E00000002610001000080610000", Description = "a string of negative length")]
    [TestCase("0D000000056100FFFFFFFF0000", Description = "a binary of negative length")]
    [TestCase("110000000561000400000002FFFFFFFF00", Description = "an old binary whose inner length is wrong")]
    [TestCase("100000000561000300000002FFFFFF00", Description = "an old binary too short for its inner length")]
    [TestCase("0900000003610000" + "00", Description = "a document without room for its length")]
    [TestCase("0D0000000361000600000000" + "00", Description = "a document that claims more than is there")]
    [TestCase("080000000B610000", Description = "a regular expression without options")]
    [TestCase("09000000106100" + "0100", Description = "an int32 of two bytes")]
    [TestCase("100000000361000800000010" + "6200" + "FF" + "00", Description = "a nested document cut short")]
    [TestCase("0D000000036100050000000100", Description = "a nested document without its closing zero")]
    [TestCase("000000000C610002000000" + "6162" + "000102030405060708090A0B" + "00", Description = "a DBPointer whose namespace lacks its zero byte")]
    [TestCase("000000000C610002000000" + "FF00" + "000102030405060708090A0B" + "00", Description = "a DBPointer whose namespace is not UTF-8")]
    [TestCase("000000000E610002000000FF0000", Description = "a symbol that is not UTF-8")]
    [TestCase("000000000D610002000000FF0000", Description = "code that is not UTF-8")]
    [TestCase("000000000F61000F00000002000000FF00050000000000", Description = "code with scope that is not UTF-8")]
    [TestCase("000000000B6100FF000000", Description = "a pattern that is not UTF-8")]
    [TestCase("000000000B610000FF0000", Description = "options that are not UTF-8")]
    [TestCase("000000000F61000E000000010000000005000000001062000100", Description = "an int32 cut short after code with scope")]
    [TestCase("1A0000000F6100120000000500000061626364" + "00" + "0500000000", Description = "code whose lengths contradict each other")]
    public void a_malformed_value_is_an_error(string hex)
    {
        var document = Convert.FromHexString(hex);
        BitConverter.TryWriteBytes(document, document.Length);
        Assert.That(() => BsonWalk.Count(document), Throws.TypeOf<BsonFormatException>());
        Assert.That(() => ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Throws.TypeOf<BsonFormatException>());
    }

    [Test]
    public void an_error_in_a_nested_document_names_its_place_in_the_whole()
    {
        // {"a": {"b": {"c": <a string that is not UTF-8>}}}: the string's first byte is the 26th.
        var document = Convert.FromHexString("1F0000000361001700000003620010000000" + "02630003000000FF410000" + "0000");
        BitConverter.TryWriteBytes(document, document.Length);
        BitConverter.TryWriteBytes(document.AsSpan(7), document.Length - 8);
        BitConverter.TryWriteBytes(document.AsSpan(14), document.Length - 16);
        Assert.That(() => ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Throws.TypeOf<BsonFormatException>().With.Message.Contains("at offset 25 "));
        document[18] = 0x14; // no type of BSON
        Assert.That(() => ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Throws.TypeOf<BsonFormatException>().With.Message.Contains("offset 21 "));
    }

    private static bool AssertAgrees(byte[] document, string what)
    {
        var fault = BsonWalk.Fault(document);
        var isValidToThem = LibBson.IsValid(document, Utf8AndZeros);
        if (fault is null ? !isValidToThem : isValidToThem && !IsOverlookedByLibBson(document, fault))
        {
            Assert.Fail($"{what}: we say {fault ?? "valid"}, libbson {isValidToThem}: {Convert.ToHexString(document)}");
        }
        try
        {
            _ = ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed);
            Assert.That(fault, Is.Null, what);
        }
        catch (BsonFormatException)
        {
            Assert.That(fault, Is.Not.Null, what);
        }
        return fault is null;
    }

    /// <summary>
    /// libbson 1.23 looks at nothing after code with scope, not at the closing zero of a nested document or a DBPointer's namespace, and not at whether
    /// the rarer kinds of text are UTF-8. (That we do is tested by <see cref="a_malformed_value_is_an_error"/>.)
    /// </summary>
    private static bool IsOverlookedByLibBson(byte[] document, string fault) =>
        fault.EndsWith("does not end with a zero byte.", StringComparison.Ordinal)
        || fault.EndsWith("is not UTF-8.", StringComparison.Ordinal)
        || BsonWalk.MeetsCodeWithScope(document);

    private static byte[] Damage(byte[] document, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(document.Length);
            switch (random.Next(5))
            {
                case 0: document[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: document[at] = (byte)random.Next(256); break;
                case 2: document = [.. document[..at], (byte)random.Next(256), .. document[at..]]; break;
                case 3 when document.Length > 5: document = [.. document[..at], .. document[(at + 1)..]]; break;
                default: document[at] = (byte)random.Next(0x14); break;
            }
        }
        // Most damage beyond the length field would otherwise be found there and nowhere else.
        if (document.Length >= 5 && random.Next(5) != 0)
        {
            BitConverter.TryWriteBytes(document, document.Length);
            document[^1] = 0;
        }
        return document;
    }
}
