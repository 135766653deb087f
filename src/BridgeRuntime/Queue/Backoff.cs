namespace BridgeRuntime.Queue;

/// <summary>Exponential waits with jitter: between half and all of first·2^(n-1), at most the cap.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan most, Func<double> random)
{
    /// <param name="attempt">From 1.</param>
    public TimeSpan Delay(int attempt)
    {
        var full = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (random() / 2)));
    }

    /// <summary>As <see cref="Delay(int)"/>, and at least as long as a server asked for, up to the cap.</summary>
    public TimeSpan Delay(int attempt, TimeSpan? asked)
    {
        var own = Delay(attempt);
        return asked is { } wanted && wanted > own ? (wanted < most ? wanted : most) : own;
    }
}
