using System.Buffers.Binary;

namespace Fuzz.Tests;

/// <summary>Changes bytes as AFL does: bits, bytes, numbers where a length may stand, pieces that mean something to the parser, and parts of other inputs.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> dictionary)
{
    private const int LongestInput = 64 * 1024;

    private static readonly int[] Numbers = [0, 1, -1, 4, 5, 16, 127, 128, 255, 256, 4096, 65_535, 16 * 1024 * 1024, int.MaxValue, int.MinValue];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var n = 1 << random.Next(5); n > 0; n--) Step(bytes, other);
        if (bytes.Count > LongestInput) bytes.RemoveRange(LongestInput, bytes.Count - LongestInput);
        return [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at + 4 <= bytes.Count:
                Span<byte> number = stackalloc byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
                for (var i = 0; i < 4; i++) bytes[at + i] = number[i];
                break;
            case 3 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(32), bytes.Count - at));
                break;
            case 4 when at < bytes.Count:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, Math.Min(1 + random.Next(64), bytes.Count - at)));
                break;
            case 5 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(1 + random.Next(64), other.Length - from)).ToArray());
                break;
            case 6 when at < bytes.Count && random.Next(8) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7 when at + 1 < bytes.Count:
                bytes[at] = (byte)(bytes[at] + random.Next(-8, 9));
                break;
            default:
                if (dictionary.Count > 0) bytes.InsertRange(at, Repeated(dictionary[random.Next(dictionary.Count)]));
                break;
        }
    }

    /// <summary>Now and then many times over, and now and then as often as fits: depth is what breaks parsers, and fills their stacks.</summary>
    private IEnumerable<byte> Repeated(byte[] piece)
    {
        if (random.Next(16) != 0) return piece;
        var times = random.Next(4) == 0 ? LongestInput / piece.Length : 300;
        return Enumerable.Repeat(piece, times).SelectMany(p => p);
    }
}
