namespace BridgeRuntime.Queue;

/// <summary>
/// Moves a feed's low-water mark: positions are passed in their order, and none before all its keys are complete, so a checkpoint never passes an
/// unfinished key.
/// </summary>
/// <typeparam name="T">What names a position.</typeparam>
/// <param name="passed">Is told each position when it is passed. None is left out for a newer one: the older may be the one with changes, which must be saved soon.</param>
internal sealed class PositionTracker<T>(Action<T> passed)
{
    private readonly Lock _lock = new();
    private readonly Queue<(FeedMark Mark, T Position)> _marks = new();
    private readonly HashSet<FeedMark> _abandoned = [];

    /// <summary>Positions that are not passed yet.</summary>
    public int Outstanding
    {
        get { lock (_lock) return _marks.Count; }
    }

    /// <summary>Begins a position. The feed adds its keys and then completes the mark once.</summary>
    public FeedMark Begin(T position)
    {
        var mark = new FeedMark(Advance);
        lock (_lock) _marks.Enqueue((mark, position));
        return mark;
    }

    /// <summary>The feed could not give all keys of the mark and will read its position again: it stands in nobody's way, and is never told.</summary>
    public void Abandon(FeedMark mark)
    {
        lock (_lock) _abandoned.Add(mark);
        Advance();
    }

    private void Advance()
    {
        lock (_lock)
        {
            // Told under the lock: positions must arrive in their order.
            while (_marks.TryPeek(out var head) && (head.Mark.IsPassed || _abandoned.Contains(head.Mark)))
            {
                _marks.Dequeue();
                if (!_abandoned.Remove(head.Mark)) passed(head.Position);
            }
        }
    }
}
