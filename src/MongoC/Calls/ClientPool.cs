using MongoC.Native;

namespace MongoC.Calls;

/// <summary>
/// libmongoc's client pool with a managed gate before it: a place is awaited without a thread, so taking a client never blocks, and as each
/// client makes one call at a time, as many threads as clients are always enough.
/// </summary>
internal sealed class ClientPool : IAsyncDisposable
{
    private static readonly TimeSpan ThreadIdleTime = TimeSpan.FromSeconds(30);

    private readonly NativeHandle<NativeObjects.ClientPool> _pool;
    private readonly CallThreads _threads;
    private readonly SemaphoreSlim _places;
    private readonly int _size;
    private readonly HashSet<ClientLease> _leases = [];
    private Task? _closing;

    public ClientPool(NativeHandle<NativeObjects.ClientPool> pool, int size)
    {
        _pool = pool;
        _size = size;
        _places = new SemaphoreSlim(size, size);
        _threads = new CallThreads(size, ThreadIdleTime);
    }

    public CallThreads Threads => _threads;

    /// <summary>Free places; for tests.</summary>
    public int FreePlaces => _places.CurrentCount;

    /// <summary>
    /// Makes one call with a client of its own. On cancellation the caller is released at once; a call that has begun ends on its thread and then
    /// gives the client back.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<PooledClient, T> call, CancellationToken cancellationToken)
    {
        await TakePlaceAsync(cancellationToken);
        return await RunInPlaceAsync(call).WaitAsync(cancellationToken);
    }

    /// <summary>A client for several calls that belong together.</summary>
    public async Task<ClientLease> LeaseAsync(CancellationToken cancellationToken)
    {
        await TakePlaceAsync(cancellationToken);
        var lease = new ClientLease(this);
        lock (_leases)
        {
            if (_closing is null)
            {
                _leases.Add(lease);
                return lease;
            }
        }
        _places.Release();
        throw Closed();
    }

    /// <summary>Takes the client itself; on a call thread.</summary>
    public PooledClient TakeClient() => PooledClient.Take(_pool);

    public void Returned(ClientLease lease)
    {
        lock (_leases) _leases.Remove(lease);
        _places.Release();
    }

    /// <summary>Refuses new calls, takes the leases back, and destroys the pool when the last call has ended.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_leases) return new ValueTask(_closing ??= CloseAsync([.. _leases]));
    }

    private async Task CloseAsync(ClientLease[] leases)
    {
        await Task.Yield(); // out of the lock
        await Task.WhenAll(leases.Select(lease => lease.CloseAsync()));
        for (var i = 0; i < _size; i++) await _places.WaitAsync();
        await _threads.RunAsync(() =>
        {
            _pool.Dispose();
            return true;
        });
        // Whoever still waits for a place wakes up, sees that it is over, and wakes the next.
        _places.Release();
    }

    private async Task TakePlaceAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _closing) is not null) throw Closed();
        await _places.WaitAsync(cancellationToken);
        if (Volatile.Read(ref _closing) is null) return;
        _places.Release();
        throw Closed();
    }

    private async Task<T> RunInPlaceAsync<T>(Func<PooledClient, T> call)
    {
        try
        {
            return await _threads.RunAsync(() =>
            {
                using var client = TakeClient();
                return call(client);
            });
        }
        finally
        {
            _places.Release();
        }
    }

    private static ObjectDisposedException Closed() => new(nameof(MongoClient));
}
