using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Whether an open change stream stands still although MongoDB moves on. A living one passes whatever is written anywhere, without an event of its own: its resume token changes with each
/// answer behind a write, and a replica set at rest writes a line of its own every ten seconds. What MongoDB has written is asked with <c>hello</c>, which needs no permission.
/// </summary>
internal sealed class StreamProgress(TimeProvider time)
{
    /// <summary>How often MongoDB is asked while the token stands still.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a stream may take to pass what was written: a stream that is two or three answers late is none that stands still.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ReadOnlyMemory<byte> _token;
    private long _lookedAt = time.GetTimestamp();
    private BsonTimestamp? _written;
    private long? _movedAt;

    /// <summary>The stream has answered, with events or without.</summary>
    public void Answered(ReadOnlyMemory<byte> token)
    {
        if (token.Span.SequenceEqual(_token.Span)) return;
        HasMoved = !_token.IsEmpty;
        _token = token;
        (_written, _movedAt, _lookedAt) = (null, null, time.GetTimestamp());
    }

    /// <summary>Whether it has come further than where it was opened.</summary>
    public bool HasMoved { get; private set; }

    public bool IsLookDue => _movedAt is null && time.GetElapsedTime(_lookedAt) >= LookInterval;

    /// <summary>MongoDB's newest write that a majority has.</summary>
    public void Looked(BsonTimestamp newest)
    {
        _lookedAt = time.GetTimestamp();
        // What was written before the first look the stream may have passed already.
        if (_written is not { } known) _written = newest;
        else if (newest.CompareTo(known) > 0) _movedAt = time.GetTimestamp();
    }

    public bool StandsStill => _movedAt is { } at && time.GetElapsedTime(at) >= Patience;
}
