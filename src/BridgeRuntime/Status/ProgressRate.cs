namespace BridgeRuntime.Status;

/// <summary>How fast a number grows, over the last half minute: short enough to follow, long enough not to jump with every batch. Guarded by the lock of its owner.</summary>
internal sealed class ProgressRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private readonly Queue<(long At, long Value)> _samples = new();
    private long _sampledAt;
    private long _value;

    public void Start(long value)
    {
        _samples.Clear();
        Sample(time.GetTimestamp(), value);
    }

    public void Add(long value)
    {
        var now = time.GetTimestamp();
        if (_samples.Count == 0 || time.GetElapsedTime(_sampledAt, now) >= Spacing) Sample(now, value);
        _value = value;
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > Window) _samples.Dequeue();
    }

    /// <summary>Per second, counted up to now, so that it falls where nothing moves; null before the first second is over.</summary>
    public double? PerSecond
    {
        get
        {
            if (_samples.Count == 0) return null;
            var elapsed = time.GetElapsedTime(_samples.Peek().At);
            return elapsed < Spacing ? null : (_value - _samples.Peek().Value) / elapsed.TotalSeconds;
        }
    }

    private void Sample(long at, long value)
    {
        _samples.Enqueue((at, value));
        (_sampledAt, _value) = (at, value);
    }
}
