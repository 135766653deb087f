using System.Net;
using System.Net.Sockets;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Commands;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;
using MongoStandIn.Wire;

namespace MongoStandIn;

/// <summary>A running stand-in: one member of a replica set, with everything in memory.</summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ServerState _state;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private readonly ITimer? _noops;
    private readonly ITimer _expiry;
    private readonly ITimer _documentExpiry;
    private Task _accepting = Task.CompletedTask;

    private StandInServer(Socket listener, ServerState state)
    {
        _listener = listener;
        _state = state;
        var address = (IPEndPoint)listener.LocalEndPoint!;
        Port = address.Port;
        // Clients must be able to reach what the greeting names: a wildcard address is no address.
        var host = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : address.Address;
        state.Address = state.Options.Advertised ?? new IPEndPoint(host, Port).ToString();
        _expiry = TransactionExpiry.Start(state);
        _documentExpiry = ExpiredDocuments.Start(state);
        if (!state.Options.IsStandalone) _noops = PeriodicNoop.Start(state);
        ConnectionString = $"mongodb://{state.Address}/" + (state.Options.IsStandalone ? "" : $"?replicaSet={state.Options.ReplicaSet}");
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>How to reach it, without user and password.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="SocketException">The address or port cannot be taken.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static Task<StandInServer> StartAsync(StandInOptions? options = null, TimeProvider? time = null)
    {
        options ??= new StandInOptions();
        if (!IPAddress.TryParse(options.Bind, out var address)) throw new ArgumentException($"The address to bind must be an IP address, not '{options.Bind}'.", nameof(options));
        var state = new ServerState(options, time ?? TimeProvider.System);
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(address, options.Port));
            listener.Listen(512);
            var server = new StandInServer(listener, state);
            server._accepting = server.AcceptAsync();
            return Task.FromResult(server);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Closes every connection and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _expiry.DisposeAsync();
        await _documentExpiry.DisposeAsync();
        if (_noops is not null) await _noops.DisposeAsync();
        _listener.Dispose();
        await _accepting;
        Task[] open;
        lock (_lock) open = [.. _connections];
        await Task.WhenAll(open);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var id = 0;
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested) return;
                continue;
            }
            socket.NoDelay = true;
            var served = ServeAsync(socket, ++id);
            lock (_lock) _connections.Add(served);
            _ = served.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Forget(Task served)
    {
        lock (_lock) _connections.Remove(served);
    }

    private async Task ServeAsync(Socket socket, int id)
    {
        await Task.Yield();
        using var connection = new Connection(socket, _state, id);
        try
        {
            await connection.RunAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or WireException or MongoC.Bson.BsonFormatException)
        {
            // The client went away, sent what is not the protocol, or the server stops: the connection ends either way.
        }
    }
}
