using System.Text;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>
/// Ledgers hold these hashes. A change of any of them makes every stored document look changed; the values were computed apart from this program, in Python.
/// </summary>
internal sealed class StableHashTests
{
    [TestCase("", 0xbdb7d2941b805e0aUL)]
    [TestCase("a", 0xae0bc3a0a6680436UL)]
    [TestCase("_id", 0xfc2e4d52e325f140UL)]
    [TestCase("1234567", 0xdb423735dda287c4UL)]
    [TestCase("12345678", 0x36fa1748b8213debUL)]
    [TestCase("123456789", 0xab385086fdf3cef7UL)]
    [TestCase("ünï€😀", 0xf59d306724b71b04UL)]
    public void The_hash_of_a_text_never_changes(string text, ulong hash) => Assert.That(StableHash.Of(Encoding.UTF8.GetBytes(text)), Is.EqualTo(hash));

    [Test]
    public void The_hash_of_a_long_text_never_changes() => Assert.That(StableHash.Of(Encoding.UTF8.GetBytes(new string('x', 100))), Is.EqualTo(0x3558760260db6afeUL));

    [Test]
    public void The_last_bytes_of_a_text_of_any_length_are_a_little_endian_number()
    {
        var bytes = new byte[40];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var hash = 0x8ebc6af09c88c6e3UL;
            for (var at = 0; at <= length; at += 8)
            {
                ulong number = 0;
                for (var i = at; i < Math.Min(at + 8, length); i++) number |= (ulong)bytes[i] << (8 * (i - at));
                hash = StableHash.Mix(hash, number);
            }
            Assert.That(StableHash.Of(bytes.AsSpan(0, length)), Is.EqualTo(StableHash.Mix(hash, (ulong)length)), $"{length} bytes");
        }
    }

    [Test]
    public void The_mixing_step_never_changes()
    {
        Assert.Multiple(() =>
        {
            Assert.That(StableHash.Mix(0, 0), Is.EqualTo(0x1ff5c2923a788d2cUL));
            Assert.That(StableHash.Mix(1, 2), Is.EqualTo(0xf7858b38a8499be9UL));
            Assert.That(StableHash.Mix(ulong.MaxValue, ulong.MaxValue), Is.EqualTo(0x1fe18d02a3676d4fUL));
            Assert.That(StableHash.Of("a"u8, seed: 1), Is.EqualTo(0x233afe204b61fbdeUL));
        });
    }

    [Test]
    public void The_hash_of_a_path_never_changes()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new FieldPath("a").Hash, Is.EqualTo(0xe905415cf7ee183dUL));
            Assert.That(new FieldPath("o", "b").Hash, Is.EqualTo(0xb47d9c919c02ae06UL));
            Assert.That(new FieldPath("").Hash, Is.EqualTo(0x964e3bf12a8c3353UL));
            Assert.That(new FieldPath("ü.$").Hash, Is.EqualTo(0xa2ce443e6d1deeb1UL));
        });
    }

    [TestCase("null", 0x38f94c439ac36240UL)]
    [TestCase("true", 0xb077298a7052d740UL)]
    [TestCase("false", 0x51fecf31f98f3b60UL)]
    [TestCase("0", 0x4ae24ee7585b10b0UL)]
    [TestCase("-1", 0x8af200e6595be920UL)]
    [TestCase("9223372036854775807", 0xdabf31a99afc9f10UL)]
    [TestCase("-9223372036854775808", 0x9abf3d319cfa5ea0UL)]
    [TestCase("9223372036854775808", 0x978ca7d9e1770ba0UL)]
    [TestCase("18446744073709551615", 0x07c586ce35d73560UL)]
    [TestCase("1.0", 0xd18744d91c39f100UL)]
    [TestCase("-0.0", 0x63e7c9d4a727e9d0UL)]
    [TestCase("1.5", 0xffd240a830e53770UL)]
    [TestCase("\"\"", 0xf2afa1ffeb5633c0UL)]
    [TestCase("\"a\"", 0x9ca9ceb9f91046b0UL)]
    [TestCase("\"ünï€😀\"", 0xcde83a012440dfa0UL)]
    [TestCase("[]", 0xb5e8ca6866bf9600UL)]
    [TestCase("[1,[2]]", 0xca15375d8e09a310UL)]
    [TestCase("{}", 0xaeec5559c50a6f21UL)]
    [TestCase("""{"$regularExpression":{"pattern":"a","options":"i"}}""", 0x0bff3864ac64686bUL)]
    public void The_hash_of_a_value_never_changes(string json, ulong hash) => Assert.That(new PlanCase().State($$"""{"v":{{json}}}""").Leaves[0].ValueHash, Is.EqualTo(hash));

    [Test]
    public void The_hash_of_an_object_under_strict_mode_never_changes() =>
        Assert.That(new PlanCase { Strict = true }.State("""{"v":{"a":1,"b":{"c":null}}}""").Leaves[0].ValueHash, Is.EqualTo(0x6bcae3d5c2e1c3f0UL));

    [Test]
    public void Texts_that_differ_little_have_different_hashes()
    {
        var texts = Enumerable.Range(0, 20_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Concat(Enumerable.Range(1, 40).Select(i => new string('\0', i))).Append("").ToList();
        Assert.That(texts.Select(t => StableHash.Of(Encoding.UTF8.GetBytes(t))).Distinct().Count(), Is.EqualTo(texts.Count));
    }
}
