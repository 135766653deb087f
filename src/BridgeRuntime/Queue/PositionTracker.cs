namespace BridgeRuntime.Queue;

/// <summary>
/// Moves a feed's low-water mark: positions are passed in their order, and none before all its keys are complete, so a checkpoint never passes an
/// unfinished key.
/// </summary>
/// <typeparam name="T">What names a position.</typeparam>
/// <param name="passed">Is told the newest position that is passed.</param>
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
            var moved = false;
            T? last = default;
            while (_marks.TryPeek(out var head) && (head.Mark.IsPassed || _abandoned.Contains(head.Mark)))
            {
                if (!_abandoned.Remove(head.Mark)) (moved, last) = (true, head.Position);
                _marks.Dequeue();
            }
            // Told under the lock: positions must arrive in their order.
            if (moved) passed(last!);
        }
    }
}
