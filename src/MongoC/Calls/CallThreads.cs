namespace MongoC.Calls;

/// <summary>
/// A bounded set of threads of its own for calls that block in native code, so that they never hold a thread of the pool. Threads start when
/// work waits and none is idle, and end after an idle time: a client that nobody disposed leaves none behind.
/// </summary>
internal sealed class CallThreads(int maximum, TimeSpan idleTime)
{
    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _idle;

    /// <summary>Threads alive now; for tests.</summary>
    public int Count
    {
        get { lock (_waiting) return _threads; }
    }

    /// <summary>Runs the call on one of the threads, in the order of arrival.</summary>
    public Task<T> RunAsync<T>(Func<T> call)
    {
        // Continuations run elsewhere: code of the awaiting caller must not occupy these threads.
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                completion.SetResult(call());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
        return completion.Task;
    }

    private void Enqueue(Action work)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(work);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_waiting);
                return;
            }
            if (_threads == maximum) return;
            _threads++;
        }
        try
        {
            new Thread(Work) { IsBackground = true, Name = "MongoC call" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // No thread to be had now: the work waits for one of those there are, if there are any.
            lock (_waiting)
            {
                if (--_threads == 0) throw;
            }
        }
    }

    private void Work()
    {
        while (Next() is { } work) work();
    }

    private Action? Next()
    {
        lock (_waiting)
        {
            while (true)
            {
                if (_waiting.TryDequeue(out var work)) return work;
                _idle++;
                var pulsed = Monitor.Wait(_waiting, idleTime);
                _idle--;
                if (pulsed || _waiting.Count > 0) continue;
                _threads--;
                return null;
            }
        }
    }
}
