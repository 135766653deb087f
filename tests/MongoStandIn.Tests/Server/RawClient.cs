using System.Buffers.Binary;
using System.Net.Sockets;
using MongoStandIn.Values;
using MongoStandIn.Wire;

namespace MongoStandIn.Tests.Server;

/// <summary>Speaks the wire protocol byte by byte, to send what drivers do not.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TcpClient _client;

    public RawClient(int port)
    {
        _client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
    }

    /// <summary>Sends a message with its header put before it.</summary>
    public void Send(int opCode, byte[] payload, int requestId = 7)
    {
        var message = new byte[16 + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), requestId);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), opCode);
        payload.CopyTo(message, 16);
        _client.GetStream().Write(message);
    }

    public void SendRaw(byte[] bytes) => _client.GetStream().Write(bytes);

    /// <summary>OP_MSG with a body and perhaps a checksum or a document sequence.</summary>
    public void SendCommand(string json, uint flags = 0, (string Name, string[] Documents)? sequence = null)
    {
        using var payload = new MemoryStream();
        payload.Write(BitConverter.GetBytes(flags));
        payload.WriteByte(0);
        payload.Write(Bson.Doc(json));
        if (sequence is var (name, documents))
        {
            using var section = new MemoryStream();
            section.Write(System.Text.Encoding.UTF8.GetBytes(name + "\0"));
            foreach (var document in documents) section.Write(Bson.Doc(document));
            payload.WriteByte(1);
            payload.Write(BitConverter.GetBytes((int)section.Length + 4));
            payload.Write(section.ToArray());
        }
        var bytes = payload.ToArray();
        if ((flags & 1) != 0)
        {
            var whole = new byte[16 + bytes.Length + 4];
            BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length);
            BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), 7);
            BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(12), 2013);
            bytes.CopyTo(whole, 16);
            BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(whole.Length - 4), Crc32C.Compute(whole.AsSpan(0, whole.Length - 4)));
            SendRaw(whole);
        }
        else Send(2013, bytes);
    }

    /// <summary>A whole answer, header included; null when the server has closed the connection.</summary>
    public byte[]? Receive()
    {
        var header = new byte[16];
        var stream = _client.GetStream();
        try
        {
            if (stream.ReadAtLeast(header, 16, throwOnEndOfStream: false) < 16) return null;
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
        var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
        header.CopyTo(message, 0);
        stream.ReadExactly(message.AsSpan(16));
        return message;
    }

    /// <summary>The document of an OP_MSG answer.</summary>
    public RawValue ReceiveDocument() => RawValue.OfDocument(RequestReader.Read(Receive() ?? throw new EndOfStreamException("The server closed the connection.")).Body);

    public void Dispose() => _client.Dispose();
}
