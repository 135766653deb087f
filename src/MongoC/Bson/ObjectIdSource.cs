using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MongoC.Bson;

/// <summary>New ObjectIds as MongoDB's drivers make them: seconds, five random bytes of the process, a counter (specifications/objectid).</summary>
public sealed class ObjectIdSource(TimeProvider time)
{
    private readonly byte[] _process = RandomNumberGenerator.GetBytes(5);
    private int _counter = RandomNumberGenerator.GetInt32(1 << 24);

    /// <summary>A new id; safe to call from several threads.</summary>
    public ObjectId Next()
    {
        Span<byte> bytes = stackalloc byte[ObjectId.Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)time.GetUtcNow().ToUnixTimeSeconds());
        _process.CopyTo(bytes[4..]);
        var count = Interlocked.Increment(ref _counter);
        (bytes[9], bytes[10], bytes[11]) = ((byte)(count >> 16), (byte)(count >> 8), (byte)count);
        return new ObjectId(bytes);
    }
}
