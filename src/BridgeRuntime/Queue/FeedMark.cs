namespace BridgeRuntime.Queue;

/// <summary>A place in a feed. It is passed when every key hinted there, and everything before it, is complete.</summary>
internal sealed class FeedMark(Action advance)
{
    private int _outstanding = 1;   // the feed itself, until it has given all keys of this mark

    public bool IsPassed => Volatile.Read(ref _outstanding) == 0;

    /// <summary>A key waits on this mark.</summary>
    public void Add() => Interlocked.Increment(ref _outstanding);

    /// <summary>A key that waited is complete; or, once, the feed has given all keys of this mark.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0) advance();
    }
}
