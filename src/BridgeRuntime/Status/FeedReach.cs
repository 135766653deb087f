namespace BridgeRuntime.Status;

/// <summary>
/// Up to which moment a feed has hinted everything. While the feed is known to be behind, or has not moved for longer than it may, what happens is outstanding from
/// that moment on, whether anything is known of it or not. Guarded by the lock of its owner.
/// </summary>
internal sealed class FeedReach(DateTimeOffset start)
{
    public DateTimeOffset UpTo { get; private set; } = start;

    /// <summary>Whether something is outstanding for all that is known.</summary>
    public bool IsBehind { get; set; } = true;

    public void Reached(DateTimeOffset moment) => UpTo = moment > UpTo ? moment : UpTo;

    /// <summary>As <see cref="Reached"/>, back too: an earlier run ended there.</summary>
    public void StartFrom(DateTimeOffset moment) => UpTo = moment;

    /// <param name="now">The moment.</param>
    /// <param name="patience">How long the feed may stand still without being behind.</param>
    public TimeSpan Lag(DateTimeOffset now, TimeSpan patience)
    {
        var age = now - UpTo;
        return age > TimeSpan.Zero && (IsBehind || age > patience) ? age : TimeSpan.Zero;
    }
}
