namespace BridgeRuntime.Status;

/// <summary>What is known of MongoDB's change stream. Guarded by the lock of its owner.</summary>
internal sealed class StreamFacts(DateTimeOffset start, TimeProvider time)
{
    private readonly FeedReach _reach = new(start);
    private DateTimeOffset? _advancedAt;
    private DateTimeOffset? _eventTime;
    private long _reopens;

    public DateTimeOffset UpTo => _reach.UpTo;

    /// <summary>How often in a row it stood still while MongoDB moved on.</summary>
    public int Wedges { get; set; }

    public void Closed() => _reach.IsBehind = true;

    /// <summary>It is open and moved on.</summary>
    /// <param name="eventTime">MongoDB's time of the event; null where there was none.</param>
    /// <returns>Whether it was opened just now.</returns>
    public bool Advanced(DateTimeOffset? eventTime)
    {
        var isNew = _reach.IsBehind;
        if (isNew && _advancedAt is not null) _reopens++;
        _reach.IsBehind = false;
        _advancedAt = time.GetUtcNow();
        _eventTime = eventTime ?? _eventTime;
        _reach.Reached(eventTime ?? _advancedAt.Value);
        return isNew;
    }

    /// <summary>An earlier run ended there.</summary>
    public void ResumesFrom(DateTimeOffset moment) => _reach.StartFrom(moment);

    /// <inheritdoc cref="FeedReach.Lag"/>
    public TimeSpan Lag(DateTimeOffset now, TimeSpan patience) => _reach.Lag(now, patience);

    public StreamReport Report() => new(!_reach.IsBehind, _advancedAt, _eventTime, _reach.UpTo, _reopens, Wedges);
}
