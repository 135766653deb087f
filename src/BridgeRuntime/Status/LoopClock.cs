namespace BridgeRuntime.Status;

/// <summary>When one loop last made progress. Guarded by the lock of its owner.</summary>
internal sealed class LoopClock(string name, TimeSpan deadline, TimeProvider time)
{
    private long _tick = time.GetTimestamp();
    private DateTimeOffset _tickedAt = time.GetUtcNow();

    public void Tick() => (_tick, _tickedAt) = (time.GetTimestamp(), time.GetUtcNow());

    public LoopReport Report() => new(name, _tickedAt, deadline.TotalSeconds, time.GetElapsedTime(_tick) > deadline);
}
