using System.Text.Json;

namespace TestKit.Network;

/// <summary>HTTP/1.1, one request at a time on a connection, as the bridge and the Big Peer of the tests speak it.</summary>
internal sealed class BigPeerWireFormat : IWireFormat
{
    private readonly Lock _lock = new();
    private readonly Queue<WireRequest> _open = new();

    public int LengthOf(ReadOnlySpan<byte> bytes) => HttpMessage.LengthOf(bytes);

    public void Sent(ReadOnlyMemory<byte> message, out WireRequest? request)
    {
        request = Read(message);
        lock (_lock) _open.Enqueue(request);
    }

    public WireRequest? Answered(ReadOnlyMemory<byte> message)
    {
        lock (_lock) return _open.TryDequeue(out var request) ? request with { Answer = HttpMessage.BodyOf(message) } : null;
    }

    private static WireRequest Read(ReadOnlyMemory<byte> message)
    {
        var body = HttpMessage.BodyOf(message);
        if (body.IsEmpty) return new WireRequest("", "", message);
        using var json = JsonDocument.Parse(body);
        var statement = json.RootElement.GetProperty("statement").GetString()!;
        // A SELECT may name counters before its collection.
        var parts = statement[Math.Max(0, statement.IndexOf(" FROM ", StringComparison.Ordinal))..].Split('`');
        return new WireRequest(statement[..statement.IndexOf(' ', StringComparison.Ordinal)].ToLowerInvariant(), parts.Length > 1 ? parts[1] : "", body);
    }
}
