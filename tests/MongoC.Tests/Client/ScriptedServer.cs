using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MongoC.Bson;

namespace MongoC.Tests.Client;

/// <summary>
/// Speaks MongoDB's wire protocol on a free port and answers each command as the test says: for what no well-behaved server does on demand
/// (errors of every code, silence, broken connections). It presents itself as the primary of a replica set.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMsg = 2013;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<ScriptedCommand, Task<byte[]?>> _answer;
    private readonly Task _accept;

    /// <param name="answer">Gives the reply's document; null breaks the connection.</param>
    public ScriptedServer(Func<ScriptedCommand, Task<byte[]?>> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accept = AcceptAsync();
    }

    public ScriptedServer(Func<ScriptedCommand, byte[]?> answer) : this(command => Task.FromResult(answer(command)))
    {
    }

    public int Port { get; }

    public string Uri => $"mongodb://127.0.0.1:{Port}/?directConnection=true";

    /// <summary>The names of the commands that came, without those of the connection itself.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>The answer that never comes.</summary>
    public static Task<byte[]?> Silence { get; } = new TaskCompletionSource<byte[]?>().Task;

    public static byte[] Ok(Action<BsonWriter>? more = null)
    {
        var writer = new BsonWriter();
        more?.Invoke(writer);
        writer.Double("ok", 1);
        return writer.ToArray();
    }

    public static byte[] Error(int code, string codeName, string message = "refused", params string[] labels)
    {
        var writer = new BsonWriter();
        writer.Double("ok", 0);
        writer.String("errmsg", message);
        writer.Int32("code", code);
        writer.String("codeName", codeName);
        if (labels.Length > 0)
        {
            writer.StartArray("errorLabels");
            foreach (var label in labels) writer.String("", label);
            writer.End();
        }
        return writer.ToArray();
    }

    /// <summary>A cursor's answer with documents <c>{_id: value}</c>.</summary>
    public static byte[] Batch(string name, long cursor, int[] ids, Action<BsonWriter>? more = null) => Ok(writer =>
    {
        writer.StartDocument("cursor");
        writer.Int64("id", cursor);
        writer.String("ns", "db.things");
        writer.StartArray(name);
        foreach (var id in ids)
        {
            writer.StartDocument("");
            writer.Int32("_id", id);
            writer.End();
        }
        writer.End();
        more?.Invoke(writer);
        writer.End();
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accept;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var header = new byte[16];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(header, _stop.Token);
                var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 16];
                await stream.ReadExactlyAsync(message, _stop.Token);
                var request = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
                var isQuery = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) == OpQuery;
                var command = isQuery ? ReadQuery(message) : ReadMessage(message);
                if (await AnswerAsync(command) is not { } reply) return;
                await stream.WriteAsync(isQuery ? WriteReply(request, reply) : WriteMessage(request, reply), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // stopped, or the client went away
        }
    }

    private async Task<byte[]?> AnswerAsync(ScriptedCommand command)
    {
        if (command.Name is "hello" or "isMaster" or "ismaster") return Hello();
        if (command.Name is "endSessions" or "killCursors") return Ok();
        Commands.Enqueue(command.Name);
        return await _answer(command).WaitAsync(_stop.Token);
    }

    private byte[] Hello() => Ok(writer =>
    {
        writer.Boolean("helloOk", true);
        writer.Boolean("ismaster", true);
        writer.Boolean("isWritablePrimary", true);
        writer.String("setName", "rs0");
        writer.Int32("setVersion", 1);
        writer.String("me", $"127.0.0.1:{Port}");
        writer.StartArray("hosts");
        writer.String("", $"127.0.0.1:{Port}");
        writer.End();
        writer.Int32("maxBsonObjectSize", 16 * 1024 * 1024);
        writer.Int32("maxMessageSizeBytes", 48_000_000);
        writer.Int32("maxWriteBatchSize", 100_000);
        writer.Int32("logicalSessionTimeoutMinutes", 30);
        writer.Int32("minWireVersion", 0);
        writer.Int32("maxWireVersion", 21);
        writer.Boolean("readOnly", false);
    });

    private static ScriptedCommand ReadQuery(byte[] message)
    {
        // int32 flags, cstring collection, int32 skip, int32 return, document
        var start = 4 + message.AsSpan(4).IndexOf((byte)0) + 1 + 8;
        return new ScriptedCommand(Document(message, start), []);
    }

    private static ScriptedCommand ReadMessage(byte[] message)
    {
        byte[] body = [];
        List<byte[]> payload = [];
        for (var at = 4; at < message.Length;)
        {
            if (message[at++] == 0)
            {
                body = Document(message, at);
                at += body.Length;
                continue;
            }
            var end = at + BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
            at += 4;
            at += message.AsSpan(at).IndexOf((byte)0) + 1;
            while (at < end)
            {
                payload.Add(Document(message, at));
                at += payload[^1].Length;
            }
        }
        return new ScriptedCommand(body, payload);
    }

    private static byte[] Document(byte[] message, int start) => message.AsSpan(start, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(start))).ToArray();

    private static byte[] WriteReply(int request, byte[] document) => Frame(request, OpReply, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], document);

    private static byte[] WriteMessage(int request, byte[] document) => Frame(request, OpMsg, [0, 0, 0, 0, 0], document);

    private static byte[] Frame(int request, int code, byte[] head, byte[] document)
    {
        var frame = new byte[16 + head.Length + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), request);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), code);
        if (code == OpReply) head[0] = 8; // AwaitCapable
        head.CopyTo(frame, 16);
        document.CopyTo(frame, 16 + head.Length);
        return frame;
    }
}
