using System.Buffers.Binary;
using MongoC.Bson;

namespace TestKit.Network;

/// <summary>MongoDB's wire protocol: 16 bytes of header (length, id, id of the request that is answered, kind) and, of OP_MSG, sections.</summary>
internal sealed class MongoWireFormat : IWireFormat
{
    private const int HeaderSize = 16;
    private const int Message = 2013;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, WireRequest> _open = [];

    public int LengthOf(ReadOnlySpan<byte> bytes) => bytes.Length >= HeaderSize && Number(bytes, 0) is var length && bytes.Length >= length ? length : 0;

    public void Sent(ReadOnlyMemory<byte> message, out WireRequest? request)
    {
        request = Read(message);
        if (request is null) return;
        lock (_lock) _open[Number(message.Span, 4)] = request;
    }

    public WireRequest? Answered(ReadOnlyMemory<byte> message)
    {
        lock (_lock) return _open.Remove(Number(message.Span, 8), out var request) ? request with { Answer = message } : null;
    }

    private static WireRequest? Read(ReadOnlyMemory<byte> message)
    {
        var bytes = message.Span;
        // Behind the header four bytes of flags; the command is the section of kind 0, which drivers send first.
        if (Number(bytes, 12) != Message || bytes[HeaderSize + 4] != 0) return null;
        var body = bytes[(HeaderSize + 5)..];
        foreach (var element in new BsonReader(body[..Number(body, 0)])) return new WireRequest(element.Name, TargetOf(element, body), message);
        return null;
    }

    private static string TargetOf(in BsonElement command, ReadOnlySpan<byte> body)
    {
        if (command.Type == BsonType.String) return command.AsString();
        // A getMore names its cursor first and its collection next.
        return BsonReader.TryFind(body[..Number(body, 0)], "collection"u8, out var collection) && collection.Type == BsonType.String ? collection.AsString() : "";
    }

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
