namespace BridgeRuntime.Status;

/// <summary>What is known of the look for changes at the Big Peer. Guarded by the lock of its owner.</summary>
internal sealed class PollFacts(DateTimeOffset start, TimeProvider time)
{
    private readonly FeedReach _reach = new(start);
    private TimeSpan? _lastPass;

    public DateTimeOffset UpTo => _reach.UpTo;

    /// <summary>Of the passes over one collection.</summary>
    public TimeSpan LongestPass { get; private set; }

    /// <summary>How often in a row it stood still.</summary>
    public int Wedges { get; set; }

    /// <summary>Somebody else wrote there.</summary>
    public void Behind() => _reach.IsBehind = true;

    /// <summary>Everything is hinted that was there so long ago.</summary>
    public void Looked(TimeSpan ago)
    {
        _reach.IsBehind = false;
        _reach.Reached(time.GetUtcNow() - ago);
    }

    /// <summary>A pass over one collection took so long.</summary>
    public void PassTook(TimeSpan took) => (_lastPass, LongestPass) = (took, took > LongestPass ? took : LongestPass);

    /// <inheritdoc cref="FeedReach.Lag"/>
    public TimeSpan Lag(DateTimeOffset now, TimeSpan patience) => _reach.Lag(now, patience);

    public PollReport Report() => new(_reach.IsBehind, _reach.UpTo, _lastPass is { } pass ? Math.Round(pass.TotalSeconds, 3) : null, Wedges);
}
