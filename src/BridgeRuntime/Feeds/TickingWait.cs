namespace BridgeRuntime.Feeds;

/// <summary>Waits for work that others do, and shows meanwhile that the loop which waits is alive.</summary>
internal sealed class TickingWait(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends with <paramref name="work"/>, and as it did.</summary>
    public async Task ForAsync(Task work, Action tick, CancellationToken cancellation)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Interval, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            tick();
        }
        await work;
    }
}
