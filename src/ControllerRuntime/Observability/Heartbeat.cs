namespace ControllerRuntime.Observability;

/// <summary>
/// When a loop last made progress. A loop that waits for a server that is down makes progress too: it tries again and again, and to start the process anew would not help.
/// </summary>
/// <param name="limit">A living loop is never silent for longer.</param>
/// <param name="time">The clock.</param>
public sealed class Heartbeat(TimeSpan limit, TimeProvider time)
{
    private long _beatAt = time.GetTimestamp();

    public TimeSpan Limit => limit;

    public TimeSpan SilentFor => time.GetElapsedTime(Volatile.Read(ref _beatAt));

    public bool IsOverdue => SilentFor > limit;

    internal void Beat() => Volatile.Write(ref _beatAt, time.GetTimestamp());
}
