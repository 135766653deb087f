namespace BridgeCtl.Output;

/// <summary>Follows something that goes on elsewhere to its end.</summary>
/// <param name="interval">How often it is looked at.</param>
/// <param name="time">The clock.</param>
internal sealed class Following(TimeSpan interval, TimeProvider time)
{
    /// <param name="now">How it stands.</param>
    /// <param name="isOver">Whether that is the end; is told of each look.</param>
    /// <param name="look">Looks again.</param>
    /// <param name="interrupted">Told once, on Ctrl-C, how it stands; gives whether its end is waited for all the same.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>How it stood last.</returns>
    public async Task<T> ToEndAsync<T>(T now, Func<T, bool> isOver, Func<Task<T>> look, Func<T, Task<bool>> interrupted, CancellationToken cancellation)
    {
        var wasInterrupted = false;
        while (!isOver(now))
        {
            if (cancellation.IsCancellationRequested && !wasInterrupted)
            {
                wasInterrupted = true;
                if (!await interrupted(now)) return now;
            }
            await Task.WhenAny(Task.Delay(interval, time, wasInterrupted ? CancellationToken.None : cancellation));
            if (!cancellation.IsCancellationRequested || wasInterrupted) now = await look();
        }
        return now;
    }
}
