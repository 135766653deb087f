using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Bson;

internal sealed partial class Decimal128OracleTests
{
    private const int Rounds = 40_000;

    [Test]
    public void generated_text_is_read_and_refused_as_libbson_and_exact_arithmetic_do()
    {
        var random = new Random(1);
        int accepted = 0, compared = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = RandomText(random);
            var isRead = Decimal128.TryParse(text, out var value);
            if (TryReadExactly(text, out var coefficient, out var exponent))
            {
                Assert.That(isRead, Is.EqualTo(IsRepresentable(coefficient, exponent)), text);
                if (isRead) Assert.That(Stripped(value.Coefficient, value.Exponent), Is.EqualTo(Stripped(coefficient, exponent)), text);
            }
            else
            {
                Assert.That(isRead, Is.EqualTo(SpecialPattern().IsMatch(text)), text);
            }
            if (isRead)
            {
                accepted++;
                Assert.That(value.ToString(), Is.EqualTo(LibBson.Decimal128ToText(Bytes(value))), text);
                Assert.That(Decimal128.Parse(value.ToString()), Is.EqualTo(value), text);
            }
            if (IsMisreadByLibBson(text)) continue;
            compared++;
            Assert.That(isRead ? Bytes(value) : null, Is.EqualTo(LibBson.Decimal128FromText(text)), text);
        }
        Assert.That(compared, Is.GreaterThan(Rounds / 2));
        Assert.That(accepted, Is.InRange(Rounds / 4, Rounds * 9 / 10), "the generator must give both kinds");
    }

    [Test]
    public void any_16_bytes_have_the_text_that_libbson_gives_them()
    {
        var random = new Random(2);
        var bytes = new byte[16];
        for (var round = 0; round < Rounds; round++)
        {
            random.NextBytes(bytes);
            if (random.Next(4) == 0) bytes[15] = (byte)(0x60 | random.Next(256)); // NaN, infinity and the large coefficients
            if (random.Next(2) == 0) bytes.AsSpan(random.Next(15), 1).Clear();
            var value = new Decimal128(bytes.AsSpan());
            // libbson 1.23 prints coefficients of 10^34 to 2^113-1 in 35 digits; IEEE 754 and we take them for 0.
            if (IsPrintedIn35Digits(bytes)) continue;
            Assert.That(value.ToString(), Is.EqualTo(LibBson.Decimal128ToText(bytes)), Convert.ToHexString(bytes));
        }
    }

    /// <summary>
    /// Where libbson 1.23 errs and exact arithmetic is the only oracle: with zeros in front it rounds in silence above 34 digits and refuses exact values
    /// at the lowest exponent; with a point and more than 34 digits it refuses zeros that could be dropped; an exponent beyond int32 overflows; white
    /// space before an exponent is skipped.
    /// </summary>
    private static bool IsMisreadByLibBson(string text)
    {
        var parts = text.Split('e', 'E');
        var mantissa = parts[0].TrimStart('+', '-');
        if (parts.Length > 1 && (parts[^1].Length > 9 || parts[^1].StartsWith(' '))) return true;
        return mantissa is ['0', >= '0' and <= '9', ..] || (mantissa.Contains('.', StringComparison.Ordinal) && mantissa.Count(char.IsAsciiDigit) > 34);
    }

    /// <summary>The number as an integer and a power of ten; false for what is no number.</summary>
    private static bool TryReadExactly(string text, out BigInteger coefficient, out long exponent)
    {
        (coefficient, exponent) = (0, 0);
        var match = NumberPattern().Match(text);
        if (!match.Success) return false;
        coefficient = BigInteger.Parse("0" + match.Groups["whole"].Value + match.Groups["fraction"].Value);
        exponent = (match.Groups["power"].Success ? (long)BigInteger.Max(-1_000_000, BigInteger.Min(1_000_000, BigInteger.Parse(match.Groups["power"].Value))) : 0) - match.Groups["fraction"].Length;
        return true;
    }

    [GeneratedRegex(@"^[+-]?(?=\.?[0-9])(?<whole>[0-9]*)\.?(?<fraction>[0-9]*)([eE](?<power>[+-]?[0-9]+))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^[+-]?(nan|inf|infinity)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpecialPattern();

    private static bool IsRepresentable(BigInteger coefficient, long exponent)
    {
        if (coefficient.IsZero) return true;
        (coefficient, exponent) = Stripped(coefficient, exponent);
        var digits = coefficient.ToString().Length;
        return digits <= 34 && exponent >= -6176 && exponent - 6111 <= 34 - digits;
    }

    private static (BigInteger Coefficient, long Exponent) Stripped(BigInteger coefficient, long exponent)
    {
        if (coefficient.IsZero) return (0, 0);
        for (; (coefficient % 10).IsZero; exponent++) coefficient /= 10;
        return (coefficient, exponent);
    }

    private static bool IsPrintedIn35Digits(byte[] bytes)
    {
        if ((bytes[15] & 0x60) == 0x60) return false;
        var coefficient = new UInt128(BitConverter.ToUInt64(bytes, 8) & 0x0001_FFFF_FFFF_FFFF, BitConverter.ToUInt64(bytes, 0));
        return coefficient >= UInt128.Parse("10000000000000000000000000000000000");
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(20) == 0) return Pick(random, "NaN", "-nan", "+NAN", "Infinity", "-infinity", "+INF", "inf", "infin", "na", "", "-", "+.", ".");
        text.Append(Pick(random, "", "", "-", "+"));
        Digits(text, random, random.Next(4) == 0 ? random.Next(30, 45) : random.Next(8));
        if (random.Next(2) == 0)
        {
            text.Append('.');
            Digits(text, random, random.Next(6) == 0 ? random.Next(30, 45) : random.Next(8));
        }
        if (random.Next(2) == 0)
        {
            text.Append(Pick(random, "e", "E")).Append(Pick(random, "", "-", "+"));
            text.Append(random.Next(5) switch
            {
                0 => random.Next(6100, 6150),
                1 => random.Next(6170, 6220),
                2 => random.Next(100_000),
                _ => random.Next(60),
            });
        }
        if (random.Next(30) == 0) text.Insert(random.Next(text.Length + 1), Pick(random, " ", "x", ".", "-", "e", "0", "_"));
        return text.ToString();
    }

    private static void Digits(StringBuilder text, Random random, int count)
    {
        var isSparse = random.Next(2) == 0; // mostly zeros, where rounding and clamping are decided
        for (; count > 0; count--) text.Append((char)('0' + (isSparse && random.Next(6) != 0 ? 0 : random.Next(10))));
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    private static byte[] Bytes(Decimal128 value)
    {
        var bytes = new byte[Decimal128.Size];
        value.CopyTo(bytes);
        return bytes;
    }
}
