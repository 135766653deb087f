using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace MongoStandIn.Values;

/// <summary>A decoded Decimal128: coefficient × 10^exponent, or NaN, or ±infinity. Made for comparing and for arithmetic, not for speed.</summary>
internal readonly struct DecimalNumber
{
    private const int Bias = 6176;
    private const int Digits = 34;
    private const int MaxExponent = 6111;
    private static readonly BigInteger Limit = BigInteger.Pow(10, Digits);

    private readonly int _special; // 0 finite, 1 +infinity, -1 -infinity, 2 NaN

    public DecimalNumber(BigInteger coefficient, int exponent, bool isNegative)
    {
        Coefficient = coefficient;
        Exponent = exponent;
        IsNegative = isNegative;
        _special = 0;
    }

    private DecimalNumber(int special)
    {
        _special = special;
        IsNegative = special == -1;
        Coefficient = BigInteger.Zero;
        Exponent = 0;
    }

    public static DecimalNumber NaN => new(2);
    public static DecimalNumber Infinity(bool negative) => new(negative ? -1 : 1);

    /// <summary>The magnitude's digits, never negative.</summary>
    public BigInteger Coefficient { get; }
    public int Exponent { get; }
    public bool IsNegative { get; }
    public bool IsNaN => _special == 2;
    public bool IsInfinity => _special is 1 or -1;
    public bool IsFinite => _special == 0;
    public bool IsZero => _special == 0 && Coefficient.IsZero;

    private BigInteger Signed => IsNegative ? -Coefficient : Coefficient;

    public static DecimalNumber FromInt64(long value) => new(BigInteger.Abs(value), 0, value < 0);

    /// <summary>As MongoDB converts a double when it meets a decimal: 15 significant digits.</summary>
    public static DecimalNumber FromDouble(double value)
    {
        if (double.IsNaN(value)) return NaN;
        if (double.IsInfinity(value)) return Infinity(value < 0);
        var text = Math.Abs(value).ToString("E14", CultureInfo.InvariantCulture);
        var split = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..split].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(split + 1), CultureInfo.InvariantCulture) - 14;
        return new DecimalNumber(BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent, double.IsNegative(value));
    }

    public static DecimalNumber Read(ReadOnlySpan<byte> bytes)
    {
        var low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var negative = high >> 63 != 0;
        var combination = (int)(high >> 58) & 0x1F;
        if (combination == 0x1F) return NaN;
        if (combination == 0x1E) return Infinity(negative);
        // A combination of 11xxx would need 114 bits of coefficient: above 10^34, which the standard reads as zero.
        if (combination >> 3 == 3) return new DecimalNumber(BigInteger.Zero, ((int)(high >> 47) & 0x3FFF) - Bias, negative);
        var coefficient = ((BigInteger)(high & 0x1FFFFFFFFFFFF) << 64) | low;
        if (coefficient >= Limit) coefficient = BigInteger.Zero;
        return new DecimalNumber(coefficient, ((int)(high >> 49) & 0x3FFF) - Bias, negative);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        ulong high, low = 0;
        if (IsNaN) high = 0x7C00000000000000;
        else if (IsInfinity) high = IsNegative ? 0xF800000000000000 : 0x7800000000000000;
        else
        {
            var rounded = Round();
            if (rounded.IsInfinity) return rounded.ToBytes();
            low = (ulong)(rounded.Coefficient & ulong.MaxValue);
            high = (ulong)(rounded.Coefficient >> 64) | ((ulong)(rounded.Exponent + Bias) << 49) | (IsNegative ? 1UL << 63 : 0);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), high);
        return bytes;
    }

    public static DecimalNumber operator +(DecimalNumber a, DecimalNumber b)
    {
        if (a.IsNaN || b.IsNaN) return NaN;
        if (a.IsInfinity) return b.IsInfinity && a.IsNegative != b.IsNegative ? NaN : a;
        if (b.IsInfinity) return b;
        // Beyond this distance the smaller operand cannot touch the 34 digits of the result.
        if (!a.IsZero && !b.IsZero && Math.Abs((long)a.AdjustedExponent - b.AdjustedExponent) > 2 * Digits + 4) return (a.AdjustedExponent > b.AdjustedExponent ? a : b).Round();
        if (a.IsZero && b.Exponent <= a.Exponent) return b.IsZero ? new DecimalNumber(0, b.Exponent, a.IsNegative && b.IsNegative) : b;
        if (b.IsZero && a.Exponent <= b.Exponent) return a;
        var exponent = Math.Max(Math.Min(a.Exponent, b.Exponent), Math.Max(a.AdjustedExponent, b.AdjustedExponent) - 3 * Digits);
        var sum = Scale(a, exponent) + Scale(b, exponent);
        return new DecimalNumber(BigInteger.Abs(sum), exponent, sum.Sign < 0).Round();
    }

    public static DecimalNumber operator *(DecimalNumber a, DecimalNumber b)
    {
        if (a.IsNaN || b.IsNaN) return NaN;
        var negative = a.IsNegative != b.IsNegative;
        if (a.IsInfinity || b.IsInfinity) return a.IsZero || b.IsZero ? NaN : Infinity(negative);
        return new DecimalNumber(a.Coefficient * b.Coefficient, a.Exponent + b.Exponent, negative).Round();
    }

    /// <summary>Rounded to 34 digits; the divisor is not zero.</summary>
    public static DecimalNumber operator /(DecimalNumber a, DecimalNumber b)
    {
        if (a.IsNaN || b.IsNaN || (a.IsInfinity && b.IsInfinity)) return NaN;
        var negative = a.IsNegative != b.IsNegative;
        if (a.IsInfinity || b.IsZero) return Infinity(negative);
        if (b.IsInfinity) return new DecimalNumber(BigInteger.Zero, 0, negative);
        var ideal = a.Exponent - b.Exponent;
        if (a.IsZero) return new DecimalNumber(BigInteger.Zero, ideal, negative).Round();
        var shift = Math.Max(0, Digits + 2 + DigitCount(b.Coefficient) - DigitCount(a.Coefficient));
        var quotient = BigInteger.DivRem(a.Coefficient * BigInteger.Pow(10, shift), b.Coefficient, out var rest);
        var exponent = ideal - shift;
        // A digit behind the others keeps what is left from being taken for a tie.
        if (!rest.IsZero) return new DecimalNumber(quotient * 10 + 1, exponent - 1, negative).Round();
        while (exponent < ideal && (quotient % 10).IsZero)
        {
            quotient /= 10;
            exponent++;
        }
        return new DecimalNumber(quotient, exponent, negative).Round();
    }

    /// <summary>The rest of the division that cuts off; it has the sign of the first.</summary>
    public static DecimalNumber operator %(DecimalNumber a, DecimalNumber b)
    {
        if (a.IsNaN || b.IsNaN || a.IsInfinity || b.IsZero) return NaN;
        if (b.IsInfinity || a.IsZero) return a;
        var exponent = Math.Min(a.Exponent, b.Exponent);
        var rest = Scale(a, exponent) % Scale(b, exponent);
        return new DecimalNumber(BigInteger.Abs(rest), exponent, a.IsNegative).Round();
    }

    /// <summary>Rounds to a multiple of 10^<paramref name="exponent"/>; a number without digits below it stays as it is.</summary>
    public DecimalNumber RoundAt(int exponent, Aggregation.Functions.RoundingDirection direction)
    {
        if (!IsFinite || Exponent >= exponent) return this;
        var divisor = BigInteger.Pow(10, exponent - Exponent);
        var whole = BigInteger.DivRem(Coefficient, divisor, out var rest);
        var half = (rest * 2).CompareTo(divisor);
        var up = direction switch
        {
            Aggregation.Functions.RoundingDirection.HalfEven => half > 0 || (half == 0 && !whole.IsEven),
            Aggregation.Functions.RoundingDirection.Up => !IsNegative && !rest.IsZero,
            Aggregation.Functions.RoundingDirection.Down => IsNegative && !rest.IsZero,
            _ => false,
        };
        return new DecimalNumber(up ? whole + 1 : whole, exponent, IsNegative).Round();
    }

    public DecimalNumber Negate() => IsNaN ? this : IsInfinity ? Infinity(!IsNegative) : new DecimalNumber(Coefficient, Exponent, !IsNegative);

    /// <summary>Whether this is a whole number of times <paramref name="divisor"/>; both are finite.</summary>
    public bool IsMultipleOf(DecimalNumber divisor)
    {
        if (IsZero) return true;
        // A multiple has no smaller power of ten than its divisor's last digit.
        if (AdjustedExponent < divisor.Exponent) return false;
        var exponent = Math.Min(Exponent, divisor.Exponent);
        return (Scale(this, exponent) % Scale(divisor, exponent)).IsZero;
    }

    /// <summary>The power of ten of the first digit.</summary>
    public int AdjustedExponent => Exponent + DigitCount(Coefficient) - 1;

    /// <summary>NaN sorts below everything and equals itself, as in MongoDB.</summary>
    public int CompareWith(DecimalNumber other)
    {
        if (IsNaN || other.IsNaN) return IsNaN ? (other.IsNaN ? 0 : -1) : 1;
        if (IsInfinity || other.IsInfinity) return Sign().CompareTo(other.Sign());
        if (IsZero || other.IsZero || IsNegative != other.IsNegative) return Sign().CompareTo(other.Sign());
        var magnitude = AdjustedExponent.CompareTo(other.AdjustedExponent);
        if (magnitude == 0)
        {
            var exponent = Math.Min(Exponent, other.Exponent);
            magnitude = (Coefficient * BigInteger.Pow(10, Exponent - exponent)).CompareTo(other.Coefficient * BigInteger.Pow(10, other.Exponent - exponent));
        }
        return IsNegative ? -magnitude : magnitude;
    }

    /// <summary>The exact order of this and a double.</summary>
    public int CompareWith(double other)
    {
        if (IsNaN || double.IsNaN(other)) return IsNaN ? (double.IsNaN(other) ? 0 : -1) : 1;
        if (IsInfinity) return ToDouble().CompareTo(other);
        // Rounding is monotone: only when it meets the other number do the exact values decide.
        var nearest = ToDouble();
        if (nearest != other) return nearest.CompareTo(other);
        if (double.IsInfinity(other)) return other > 0 ? -1 : 1;
        if (other == 0) return IsZero ? 0 : IsNegative ? -1 : 1;
        var bits = BitConverter.DoubleToInt64Bits(other);
        var power = (int)(bits >> 52) & 0x7FF;
        BigInteger right = bits & 0xFFFFFFFFFFFFF;
        if (power == 0) power = 1;
        else right += 0x10000000000000;
        power -= 1075;
        if (other < 0) right = -right;
        var left = Signed;
        if (Exponent >= 0) left *= BigInteger.Pow(10, Exponent);
        else right *= BigInteger.Pow(10, -Exponent);
        if (power >= 0) right <<= power;
        else left <<= -power;
        return left.CompareTo(right);
    }

    /// <summary>The nearest double; out of range is ±infinity.</summary>
    public double ToDouble()
    {
        if (IsNaN) return double.NaN;
        if (IsInfinity) return IsNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return double.Parse($"{(IsNegative ? "-" : "")}{Coefficient}E{Exponent}", CultureInfo.InvariantCulture);
    }

    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (!IsFinite || (!IsZero && AdjustedExponent > 18)) return false;
        var number = Signed;
        if (Exponent > 0 && !IsZero) number *= BigInteger.Pow(10, Exponent);
        else if (Exponent < 0)
        {
            number = BigInteger.DivRem(number, BigInteger.Pow(10, Math.Min(-Exponent, Digits + 1)), out var rest);
            if (!rest.IsZero) return false;
        }
        if (number < long.MinValue || number > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    /// <summary>Scientific where the standard asks for it, plain otherwise.</summary>
    public override string ToString()
    {
        if (IsNaN) return "NaN";
        var sign = IsNegative ? "-" : "";
        if (IsInfinity) return sign + "Infinity";
        var digits = Coefficient.ToString(CultureInfo.InvariantCulture);
        var adjusted = Exponent + digits.Length - 1;
        if (Exponent > 0 || adjusted < -6)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}E{(adjusted < 0 ? "" : "+")}{adjusted}";
        if (Exponent == 0) return sign + digits;
        return adjusted >= 0 ? $"{sign}{digits[..(adjusted + 1)]}.{digits[(adjusted + 1)..]}" : $"{sign}0.{new string('0', -adjusted - 1)}{digits}";
    }

    private int Sign() => _special is 1 or -1 ? _special * int.MaxValue : IsZero ? 0 : IsNegative ? -1 : 1;

    private static int DigitCount(BigInteger value) => value.IsZero ? 1 : value.ToString(CultureInfo.InvariantCulture).Length;

    private static BigInteger Scale(DecimalNumber number, int exponent)
    {
        var distance = number.Exponent - exponent;
        return distance >= 0 ? number.Signed * BigInteger.Pow(10, distance) : number.Signed / BigInteger.Pow(10, -distance);
    }

    /// <summary>Half to even at 34 digits; the exponent into its range.</summary>
    private DecimalNumber Round()
    {
        var coefficient = Coefficient;
        var exponent = Exponent;
        var surplus = Math.Max(DigitCount(coefficient) - Digits, -Bias - exponent);
        if (surplus > 0)
        {
            var divisor = BigInteger.Pow(10, surplus);
            coefficient = BigInteger.DivRem(coefficient, divisor, out var rest);
            var half = (rest * 2).CompareTo(divisor);
            if (half > 0 || (half == 0 && !coefficient.IsEven)) coefficient += 1;
            exponent += surplus;
            if (coefficient == Limit)
            {
                coefficient /= 10;
                exponent++;
            }
        }
        if (coefficient.IsZero) return new DecimalNumber(coefficient, Math.Clamp(exponent, -Bias, MaxExponent), IsNegative);
        while (exponent > MaxExponent)
        {
            coefficient *= 10;
            exponent--;
            if (coefficient >= Limit) return Infinity(IsNegative);
        }
        return new DecimalNumber(coefficient, exponent, IsNegative);
    }
}
