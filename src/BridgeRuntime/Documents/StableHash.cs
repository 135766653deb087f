using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace BridgeRuntime.Documents;

/// <summary>
/// The 64-bit hash of the ledger. It is stored, so it must never change: a golden test holds its values. Not cryptographic; two different values of one
/// path collide with 2^-60. (System.IO.Hashing has XxHash3, which this project's package sources lack.)
/// </summary>
/// <remarks>Folded 64x64→128 multiplication, 8 bytes a round, the mixing step of wyhash (public domain, W. Yi).</remarks>
internal static class StableHash
{
    private const ulong K0 = 0xa0761d6478bd642f;
    private const ulong K1 = 0xe7037ed1a0b428db;
    private const ulong K2 = 0x8ebc6af09c88c6e3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a ^ K0, b ^ K1, out var low);
        return high ^ low;
    }

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = seed ^ K2;
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..]) hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        return Mix(Mix(hash, Tail(bytes, rest.Length)), (ulong)bytes.Length);
    }

    /// <summary>The last bytes, fewer than eight, as a little-endian number: with as few reads as their number allows, some bytes twice.</summary>
    private static ulong Tail(ReadOnlySpan<byte> bytes, int count)
    {
        if (count == 0) return 0;
        if (bytes.Length >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (8 * (8 - count));
        if (count >= 4) return BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << (8 * (count - 4)));
        var middle = count / 2;
        return bytes[0] | ((ulong)bytes[middle] << (8 * middle)) | ((ulong)bytes[^1] << (8 * (count - 1)));
    }
}
