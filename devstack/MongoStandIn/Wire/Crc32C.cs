using System.Buffers.Binary;
using System.Numerics;

namespace MongoStandIn.Wire;

/// <summary>The checksum that OP_MSG may carry (Castagnoli).</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
