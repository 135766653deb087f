namespace BridgeRuntime.Status;

/// <summary>When each loop of the bridge last made progress. All members may be called from any thread.</summary>
internal sealed class LoopBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoopClock> _loops = [];

    /// <summary>From now on the loop must tick within <paramref name="deadline"/>, again and again. Registering it anew sets a new deadline.</summary>
    public void Register(string loop, TimeSpan deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        lock (_lock) _loops[loop] = new LoopClock(loop, deadline, time);
    }

    /// <summary>The loop made progress.</summary>
    /// <exception cref="InvalidOperationException">The loop is not registered.</exception>
    public void Tick(string loop)
    {
        if (!TickIfRegistered(loop)) throw new InvalidOperationException($"The loop \"{loop}\" ticks but is not registered.");
    }

    /// <summary>As <see cref="Tick"/>, for what also happens before any loop runs.</summary>
    /// <returns>Whether it is registered.</returns>
    public bool TickIfRegistered(string loop)
    {
        lock (_lock)
        {
            if (!_loops.TryGetValue(loop, out var clock)) return false;
            clock.Tick();
            return true;
        }
    }

    /// <summary>The loop has done its work and ticks no more; a loop that is not registered is fine.</summary>
    public void Ended(string loop)
    {
        lock (_lock) _loops.Remove(loop);
    }

    /// <summary>All that are registered, by name.</summary>
    public IReadOnlyList<LoopReport> Report()
    {
        lock (_lock) return [.. _loops.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value.Report())];
    }
}
