namespace BridgeRuntime;

/// <summary>What is left of the time that a shutdown may take.</summary>
internal sealed class ShutdownClock(TimeSpan limit, TimeProvider time)
{
    private long _began = -1;

    /// <summary>The shutdown begins; only the first call counts.</summary>
    public void Begin() => Interlocked.CompareExchange(ref _began, time.GetTimestamp(), -1);

    /// <summary>All of it before the shutdown begins; never below zero.</summary>
    public TimeSpan Left
    {
        get
        {
            var began = Interlocked.Read(ref _began);
            var left = began < 0 ? limit : limit - time.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
