using System.Net;
using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxiedLink(TcpProxy proxy, Socket client, IWireFormat format) : IDisposable
{
    private const int ReadSize = 64 * 1024;
    private const int SlicesPerSecond = 20;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _end = new();
    private int _isClosed;

    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Begin(IPEndPoint to, Action ended) => Ended = RunAsync(to, ended);

    /// <summary>Ends both connections as a broken network does: without a farewell.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        client.LingerState = new LingerOption(enable: true, 0);
        Close();
    }

    /// <summary>For a link that has been closed.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(IPEndPoint to, Action ended)
    {
        await Task.Yield();
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(to, _end.Token);
            await Task.WhenAny(PumpAsync(client, _server, isAnswer: false), PumpAsync(_server, client, isAnswer: true));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server does not listen, or the proxy ends: the client sees its connection closed.
        }
        finally
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) Close();
            ended();
        }
    }

    private void Close()
    {
        _end.Cancel();
        client.Dispose();
        _server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[ReadSize];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
                var read = await from.ReceiveAsync(buffer.AsMemory(filled), _end.Token);
                if (read == 0)
                {
                    // The beginning of a message that its sender did not end.
                    if (filled > 0) await to.SendAsync(buffer.AsMemory(0, filled), _end.Token);
                    return;
                }
                filled += read;
                while (format.LengthOf(buffer.AsSpan(0, filled)) is > 0 and var length)
                {
                    if (!await PassAsync(buffer.AsMemory(0, length).ToArray(), to, isAnswer)) return;
                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has gone; so goes the other.
        }
    }

    private async Task<bool> PassAsync(ReadOnlyMemory<byte> message, Socket to, bool isAnswer)
    {
        WireRequest? request;
        if (isAnswer) request = format.Answered(message);
        else format.Sent(message, out request);
        if (request is not null && proxy.Tap is { } tap && await tap(request, isAnswer ? WirePoint.After : WirePoint.Before) == WireVerdict.Reset)
        {
            Reset();
            return false;
        }
        var condition = await proxy.PassesAsync(isAnswer, _end.Token);
        if (condition.Latency > TimeSpan.Zero)
        {
            await Task.Delay(condition.Latency, TimeProvider.System, _end.Token);
            condition = await proxy.PassesAsync(isAnswer, _end.Token);
        }
        // A client that ended while its request was held is told by the end of its bytes.
        if (!isAnswer && client.Poll(0, SelectMode.SelectRead) && client.Available == 0) return false;
        for (var left = message; left.Length > 0;)
        {
            var slice = condition.BytesPerSecond > 0 ? Math.Min(left.Length, Math.Max(1, condition.BytesPerSecond / SlicesPerSecond)) : left.Length;
            for (var sent = 0; sent < slice;) sent += await to.SendAsync(left[sent..slice], _end.Token);
            left = left[slice..];
            if (left.Length == 0) break;
            await Task.Delay(TimeSpan.FromSeconds(1.0 / SlicesPerSecond), TimeProvider.System, _end.Token);
            condition = await proxy.PassesAsync(isAnswer, _end.Token);
        }
        return true;
    }
}
