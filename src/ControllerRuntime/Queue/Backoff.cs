namespace ControllerRuntime.Queue;

/// <summary>Exponential waits with jitter: between half and all of first·2^(n-1), at most the cap.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan most, Func<double> random)
{
    /// <param name="attempt">From 1.</param>
    public TimeSpan Delay(int attempt)
    {
        var full = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (random() / 2)));
    }
}
