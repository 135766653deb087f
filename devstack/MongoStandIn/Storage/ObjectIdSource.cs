using System.Buffers.Binary;
using System.Security.Cryptography;
using MongoC.Bson;

namespace MongoStandIn.Storage;

/// <summary>Makes ObjectIds: second, five random bytes of this process, a counter.</summary>
internal sealed class ObjectIdSource(TimeProvider time)
{
    private readonly byte[] _process = RandomNumberGenerator.GetBytes(5);
    private int _counter = RandomNumberGenerator.GetInt32(1 << 24);

    public ObjectId Next()
    {
        Span<byte> bytes = stackalloc byte[ObjectId.Size + 1];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)time.GetUtcNow().ToUnixTimeSeconds());
        _process.CopyTo(bytes[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], (uint)Interlocked.Increment(ref _counter) << 8);
        return new ObjectId(bytes[..ObjectId.Size]);
    }
}
