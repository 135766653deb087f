using MongoStandIn.Values;

namespace MongoStandIn.FailPoints;

/// <summary>One of MongoDB's fail points: where a test can make the server fail. Safe for several threads.</summary>
internal sealed class FailPoint(Random random)
{
    private readonly Lock _lock = new();
    private FailPointMode _mode = FailPointMode.Off;
    private RawValue _data = RawValue.EmptyDocument;
    private long _skipped;
    private long _struck;
    private long _entered;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sets mode and data; gives how often it has struck so far, under whatever mode.</summary>
    public long Set(FailPointMode mode, RawValue data)
    {
        lock (_lock)
        {
            (_mode, _data, _skipped, _struck) = (mode, data, 0, 0);
            return _entered;
        }
    }

    /// <summary>The data if it strikes now; null otherwise. Only a call that <paramref name="matches"/> its data counts.</summary>
    public RawValue? Strike(Func<RawValue, bool> matches)
    {
        TaskCompletionSource changed;
        RawValue data;
        lock (_lock)
        {
            if (_mode.Times == 0 || !matches(_data)) return null;
            if (_skipped < _mode.Skip)
            {
                _skipped++;
                return null;
            }
            if (_mode.Probability < 1 && random.NextDouble() >= _mode.Probability) return null;
            data = _data;
            _entered++;
            if (++_struck >= _mode.Times) _mode = FailPointMode.Off;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
        return data;
    }

    /// <summary>Completes when it has struck a number of times since the server started.</summary>
    public async Task WhenEntered(long times, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_entered >= times) return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellation);
        }
    }
}
