using System.Runtime.InteropServices;
using MongoC.Native;

namespace MongoC.Calls;

/// <summary>
/// One client for a sequence of calls (a cursor, a change stream, a session). Calls run one after the other on call threads. What they make
/// natively is owned by the lease, so that closing it releases everything in the right order, also after a call the caller no longer awaits.
/// </summary>
internal sealed class ClientLease(ClientPool pool)
{
    private readonly Lock _gate = new();
    private readonly List<SafeHandle> _owned = []; // only touched by calls, which follow each other
    private PooledClient? _client;
    private Task _last = Task.CompletedTask;
    private Task? _closing;

    /// <summary>Makes a call after those before it. On cancellation the caller is released at once and the call ends by itself.</summary>
    public Task<T> RunAsync<T>(Func<PooledClient, T> call, CancellationToken cancellationToken)
    {
        Task<T> run;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, typeof(MongoClient));
            run = RunAfterAsync(_last, call, cancellationToken);
            _last = run;
        }
        return run.WaitAsync(cancellationToken);
    }

    /// <summary>Has the lease own a native object; inside a call.</summary>
    public T Own<T>(T handle) where T : SafeHandle
    {
        _owned.Add(handle);
        return handle;
    }

    /// <summary>Releases an owned object before the lease ends; nobody waits for it.</summary>
    public void Release(SafeHandle handle)
    {
        lock (_gate)
        {
            if (_closing is not null) return; // closing releases it
            _last = RunAfterAsync(_last, _ =>
            {
                _owned.Remove(handle);
                handle.Dispose();
                return true;
            }, CancellationToken.None);
        }
    }

    /// <summary>Ends the lease when its last call has ended. Safe to call again.</summary>
    public Task CloseAsync()
    {
        lock (_gate) return _closing ??= CloseAfterAsync(_last);
    }

    private async Task<T> RunAfterAsync<T>(Task previous, Func<PooledClient, T> call, CancellationToken cancellationToken)
    {
        await Task.Yield(); // out of the lock
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return await pool.Threads.RunAsync(() => call(_client ??= pool.TakeClient()));
    }

    private async Task CloseAfterAsync(Task last)
    {
        await Task.Yield(); // out of the lock
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await pool.Threads.RunAsync(() =>
            {
                for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
                _client?.Dispose();
                return true;
            });
        }
        finally
        {
            pool.Returned(this);
        }
    }
}
