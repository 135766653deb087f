using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>
/// IEEE 754-2008 decimal128 in binary integer encoding: up to 34 digits, exponents -6176 to 6111.
/// Equality is that of the representation: 1.0 and 1.00 differ, and so do 0 and -0.
/// </summary>
/// <remarks>Text as the BSON decimal128 specification has it (github.com/mongodb/specifications, bson-decimal128).</remarks>
public readonly record struct Decimal128
{
    public const int Size = 16;

    /// <summary>The longest text: sign, "0.00000" and 34 digits.</summary>
    public const int MaxTextLength = 42;

    internal const int MinExponent = -6176;
    internal const int MaxExponent = 6111;
    internal const int MaxDigits = 34;

    private const ulong SignBit = 1UL << 63;
    private const ulong InfinityBits = 0x7800_0000_0000_0000;
    private const ulong NaNBits = 0x7C00_0000_0000_0000;

    /// <summary>10^34, the first coefficient that 34 digits cannot hold.</summary>
    private static readonly UInt128 CoefficientLimit = UInt128.Parse("10000000000000000000000000000000000");

    private readonly ulong _high;
    private readonly ulong _low;

    private Decimal128(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <param name="bytes">16 bytes, little endian, as BSON holds them.</param>
    public Decimal128(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A Decimal128 has {Size} bytes.", nameof(bytes));
        _low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
    }

    public static Decimal128 NaN => new(NaNBits, 0);
    public static Decimal128 PositiveInfinity => new(InfinityBits, 0);
    public static Decimal128 NegativeInfinity => new(InfinityBits | SignBit, 0);

    public bool IsNegative => (_high & SignBit) != 0;
    public bool IsNaN => (_high & NaNBits) == NaNBits;
    public bool IsInfinity => (_high & NaNBits) == InfinityBits;
    public bool IsFinite => (_high & InfinityBits) != InfinityBits;

    /// <summary>
    /// The value is ±<c>Coefficient</c> · 10^<see cref="Exponent"/>. Encodings of more than 34 digits are non-canonical and mean 0 (IEEE 754-2008, 3.5.2).
    /// Without meaning unless <see cref="IsFinite"/>.
    /// </summary>
    public UInt128 Coefficient
    {
        get
        {
            // With both bits set the coefficient would start at 8·2^110, which is above 34 digits.
            if (HasLargeCoefficient) return 0;
            var coefficient = new UInt128(_high & 0x0001_FFFF_FFFF_FFFF, _low);
            return coefficient < CoefficientLimit ? coefficient : 0;
        }
    }

    /// <summary>The power of ten that scales <see cref="Coefficient"/>. Without meaning unless <see cref="IsFinite"/>.</summary>
    public int Exponent => (int)((_high >> (HasLargeCoefficient ? 47 : 49)) & 0x3FFF) + MinExponent;

    private bool HasLargeCoefficient => (_high & 0x6000_0000_0000_0000) == 0x6000_0000_0000_0000;

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _low);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _high);
    }

    /// <exception cref="FormatException">The text is not a number, or not one that 34 digits and the exponent hold exactly.</exception>
    public static Decimal128 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException("The text is not a decimal128 number of at most 34 digits and an exponent within -6176 to 6111.");

    /// <summary>
    /// Reads digits with an optional sign, point and exponent, "Infinity", "Inf" and "NaN" in any case. A value that would have to be rounded is refused;
    /// zeros are moved between digits and exponent where that makes it fit.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Decimal128 value)
    {
        Span<byte> utf8 = text.Length <= 128 ? stackalloc byte[text.Length] : new byte[text.Length];
        value = default;
        return Ascii.FromUtf16(text, utf8, out var written) == System.Buffers.OperationStatus.Done && TryParse(utf8[..written], out value);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out Decimal128)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Decimal128 value) => Decimal128Text.TryParse(utf8, out value);

    /// <summary>Plain digits, or scientific notation where the exponent is above 0 or the first digit stands behind the sixth place.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..Decimal128Text.Format(this, text)]);
    }

    /// <summary>Writes the text of <see cref="ToString"/>, at most <see cref="MaxTextLength"/> bytes, and says how many.</summary>
    public int Format(Span<byte> utf8) => Decimal128Text.Format(this, utf8);

    /// <summary>The caller keeps the coefficient below 10^34 and the exponent in range.</summary>
    internal static Decimal128 FromParts(bool negative, UInt128 coefficient, int exponent)
    {
        var high = ((ulong)(exponent - MinExponent) << 49) | (ulong)(coefficient >> 64);
        return new(negative ? high | SignBit : high, (ulong)coefficient);
    }
}
