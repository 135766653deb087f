using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using MongoC.Bson;
using MongoStandIn.Commands;
using MongoStandIn.Errors;

namespace MongoStandIn.Wire;

/// <summary>One client connection: reads a message, has it answered, writes the answer, in turn.</summary>
internal sealed class Connection(Socket socket, ServerState server, int id) : IDisposable
{
    private const int ReplyHeader = RequestReader.HeaderSize + 20;
    private const int MessageHeader = RequestReader.HeaderSize + 5;

    // Buffers beyond this are given back after a large message instead of being kept per connection.
    private const int KeptSize = 1 << 20;

    private readonly ConnectionState _state = new(id, socket.RemoteEndPoint?.ToString() ?? "");
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private BsonWriter _reply = new(1 << 14);
    private int _received;
    private int _requestId;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await ReceiveAsync(RequestReader.HeaderSize, cancellation))
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(_buffer);
            if (size is < RequestReader.HeaderSize or > RequestReader.MaxMessageSize) throw new WireException($"A message states a size of {size}.");
            if (!await ReceiveAsync(size, cancellation)) return;
            var request = RequestReader.Read(_buffer.AsMemory(0, size));
            _reply.Reset();
            if (request.OpCode == OpCode.Compressed)
            {
                CommandDispatcher.WriteError(_reply, new CommandException(ErrorCode.ProtocolError, "OP_COMPRESSED was sent and no compressor was negotiated."), []);
                await SendAsync(request, cancellation);
                return;
            }
            await server.Dispatcher.RunAsync(request, _state, _reply, cancellation);
            if (!request.IsUnacknowledged) await SendAsync(request, cancellation);
            if (_reply.Length > KeptSize) _reply = new BsonWriter(1 << 14);
            Consume(size);
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<bool> ReceiveAsync(int size, CancellationToken cancellation)
    {
        if (size > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(size);
            _buffer.AsSpan(0, _received).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        while (_received < size)
        {
            var count = await socket.ReceiveAsync(_buffer.AsMemory(_received), SocketFlags.None, cancellation);
            if (count == 0) return false;
            _received += count;
        }
        return true;
    }

    private void Consume(int size)
    {
        _received -= size;
        if (_buffer.Length > KeptSize && _received < KeptSize)
        {
            var smaller = ArrayPool<byte>.Shared.Rent(KeptSize);
            _buffer.AsSpan(size, _received).CopyTo(smaller);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = smaller;
        }
        else if (_received > 0) Buffer.BlockCopy(_buffer, size, _buffer, 0, _received);
    }

    private async ValueTask SendAsync(Request request, CancellationToken cancellation)
    {
        var body = _reply.Finish();
        var isReply = request.OpCode == OpCode.Query;
        var headerSize = isReply ? ReplyHeader : MessageHeader;
        var total = headerSize + body.Length + (request.HasChecksum ? 4 : 0);
        var rented = ArrayPool<byte>.Shared.Rent(total);
        try
        {
            var span = rented.AsSpan(0, total);
            span[..headerSize].Clear();
            BinaryPrimitives.WriteInt32LittleEndian(span, total);
            BinaryPrimitives.WriteInt32LittleEndian(span[4..], ++_requestId);
            BinaryPrimitives.WriteInt32LittleEndian(span[8..], request.Id);
            BinaryPrimitives.WriteInt32LittleEndian(span[12..], (int)(isReply ? OpCode.Reply : OpCode.Message));
            // OP_REPLY: flags (8 = await capable), cursor 0, start 0, one document. OP_MSG: flags, section kind 0.
            if (isReply)
            {
                BinaryPrimitives.WriteInt32LittleEndian(span[16..], 8);
                BinaryPrimitives.WriteInt32LittleEndian(span[32..], 1);
            }
            else if (request.HasChecksum) span[16] = 1;
            body.Span.CopyTo(span[headerSize..]);
            if (request.HasChecksum) BinaryPrimitives.WriteUInt32LittleEndian(span[(total - 4)..], Crc32C.Compute(span[..(total - 4)]));
            ReadOnlyMemory<byte> rest = rented.AsMemory(0, total);
            while (rest.Length > 0) rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellation)..];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
