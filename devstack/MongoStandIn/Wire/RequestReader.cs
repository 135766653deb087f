using System.Buffers.Binary;
using System.Text;

namespace MongoStandIn.Wire;

/// <summary>Reads messages (MongoDB manual, "Wire Protocol"): OP_MSG, and OP_QUERY for the first greeting of older clients.</summary>
internal static class RequestReader
{
    public const int HeaderSize = 16;
    public const int MaxMessageSize = 48_000_000;
    private const uint ChecksumPresent = 1;
    private const uint MoreToCome = 2;

    /// <param name="message">A whole message, header included.</param>
    public static Request Read(ReadOnlyMemory<byte> message)
    {
        var span = message.Span;
        var id = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        var opCode = (OpCode)BinaryPrimitives.ReadInt32LittleEndian(span[12..]);
        return opCode switch
        {
            OpCode.Message => ReadMessage(message, id),
            OpCode.Query => ReadQuery(message, id),
            OpCode.Compressed => new Request { Id = id, OpCode = opCode, Body = default },
            _ => throw new WireException($"The opcode {(int)opCode} is not supported."),
        };
    }

    private static Request ReadMessage(ReadOnlyMemory<byte> message, int id)
    {
        var span = message.Span;
        if (span.Length < HeaderSize + 4 + 1 + 5) throw new WireException("An OP_MSG is too short.");
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(span[HeaderSize..]);
        if ((flags & 0xFFFF & ~(ChecksumPresent | MoreToCome)) != 0) throw new WireException("An OP_MSG has unknown required flags.");
        var end = span.Length;
        if ((flags & ChecksumPresent) != 0)
        {
            end -= 4;
            if (Crc32C.Compute(span[..end]) != BinaryPrimitives.ReadUInt32LittleEndian(span[end..])) throw new WireException("The checksum of an OP_MSG is wrong.");
        }
        ReadOnlyMemory<byte>? body = null;
        var sequences = new List<(string, List<ReadOnlyMemory<byte>>)>();
        var position = HeaderSize + 4;
        while (position < end)
        {
            var kind = span[position++];
            var size = Size(span, position, end);
            if (kind == 0)
            {
                if (body is not null) throw new WireException("An OP_MSG has two bodies.");
                body = message.Slice(position, size);
            }
            else if (kind == 1) sequences.Add(ReadSequence(message.Slice(position, size)));
            else throw new WireException($"An OP_MSG has a section of unknown kind {kind}.");
            position += size;
        }
        var request = new Request
        {
            Id = id,
            OpCode = OpCode.Message,
            Body = body ?? throw new WireException("An OP_MSG has no body."),
            HasChecksum = (flags & ChecksumPresent) != 0,
            IsUnacknowledged = (flags & MoreToCome) != 0,
        };
        foreach (var (name, documents) in sequences)
            if (!request.Sequences.TryAdd(name, documents)) throw new WireException($"An OP_MSG has two sequences '{name}'.");
        return request;
    }

    private static (string, List<ReadOnlyMemory<byte>>) ReadSequence(ReadOnlyMemory<byte> section)
    {
        var span = section.Span;
        var nameEnd = span.Length > 4 ? span[4..].IndexOf((byte)0) : -1;
        if (nameEnd < 0) throw new WireException("A document sequence has no name.");
        var documents = new List<ReadOnlyMemory<byte>>();
        var position = 4 + nameEnd + 1;
        while (position < span.Length)
        {
            var size = Size(span, position, span.Length);
            documents.Add(section.Slice(position, size));
            position += size;
        }
        return (Encoding.UTF8.GetString(span.Slice(4, nameEnd)), documents);
    }

    private static Request ReadQuery(ReadOnlyMemory<byte> message, int id)
    {
        var span = message.Span;
        var nameEnd = span.Length > HeaderSize + 4 ? span[(HeaderSize + 4)..].IndexOf((byte)0) : -1;
        if (nameEnd < 0) throw new WireException("An OP_QUERY has no collection name.");
        var name = Encoding.UTF8.GetString(span.Slice(HeaderSize + 4, nameEnd));
        if (!name.EndsWith(".$cmd", StringComparison.Ordinal)) throw new WireException("OP_QUERY on a collection is not supported; commands are.");
        var position = HeaderSize + 4 + nameEnd + 1 + 8;
        return new Request { Id = id, OpCode = OpCode.Query, QueryDatabase = name[..^5], Body = message.Slice(position, Size(span, position, span.Length)) };
    }

    private static int Size(ReadOnlySpan<byte> span, int position, int end)
    {
        if (position + 4 > end) throw new WireException("A section runs over the end of its message.");
        var size = BinaryPrimitives.ReadInt32LittleEndian(span[position..]);
        return size < 4 || size > end - position ? throw new WireException("A section states a size that does not fit.") : size;
    }
}
