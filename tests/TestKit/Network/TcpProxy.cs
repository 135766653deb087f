using System.Net;
using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>
/// Stands on a port of this machine's own between a program and a server, lets messages pass one by one, and is as bad a network as it is told. A request
/// whose client has gone while it was held does not reach the server.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<IWireFormat> _format;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<ProxiedLink> _links = [];
    private LinkCondition _condition = LinkCondition.Good;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;

    private TcpProxy(Socket listener, Func<IWireFormat> format) => (_listener, _format) = (listener, format);

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Asked of each request and each answer before it is passed on; null lets all pass.</summary>
    public Func<WireRequest, WirePoint, ValueTask<WireVerdict>>? Tap { get; set; }

    public LinkCondition Condition
    {
        get
        {
            lock (_lock) return _condition;
        }

        set
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _condition = value;
                (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            changed.SetResult();
        }
    }

    /// <param name="port">Of a MongoDB on this machine.</param>
    public static TcpProxy ToMongo(Func<int> port) => Start(port, () => new MongoWireFormat());

    /// <param name="port">Of a Big Peer on this machine.</param>
    public static TcpProxy ToBigPeer(Func<int> port) => Start(port, () => new BigPeerWireFormat());

    /// <summary>Resets every connection.</summary>
    public void ResetAll()
    {
        ProxiedLink[] links;
        lock (_lock) links = [.. _links];
        foreach (var link in links) link.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ResetAll();
        Task[] open;
        lock (_lock) open = [.. _links.Select(l => l.Ended)];
        await Task.WhenAll(open);
        _end.Dispose();
    }

    /// <summary>Completes with the condition when it lets a message of this direction pass.</summary>
    internal async Task<LinkCondition> PassesAsync(bool isAnswer, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (!_condition.IsCut && !(isAnswer && _condition.HoldsAnswers)) return _condition;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellation);
        }
    }

    private static TcpProxy Start(Func<int> port, Func<IWireFormat> format)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(128);
        var proxy = new TcpProxy(listener, format);
        proxy._accepting = proxy.AcceptAsync(port);
        return proxy;
    }

    private async Task AcceptAsync(Func<int> port)
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_end.IsCancellationRequested) return;
                continue;
            }
            var link = new ProxiedLink(this, client, _format());
            if (Condition.Refuses)
            {
                link.Reset();
                link.Dispose();
                continue;
            }
            lock (_lock) _links.Add(link);
            link.Begin(new IPEndPoint(IPAddress.Loopback, port()), () =>
            {
                lock (_lock) _links.Remove(link);
                link.Dispose();
            });
        }
    }
}
