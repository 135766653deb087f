using BridgeRuntime.Documents;

namespace BridgeRuntime.Queue;

/// <summary>
/// Which keys ran a moment ago, and how many times in a row: a document that is written over and over goes over a few times a second, as it is by then, and not
/// once a change. Not for several threads.
/// </summary>
internal sealed class RecentRuns(TimeProvider time)
{
    /// <summary>So many runs in a row wait for nothing: most documents that change twice are done by then.</summary>
    private const int RunsAtOnce = 3;

    /// <summary>Of a document that changes all the time, one write in a quarter of a second: a hundred of them are 400 writes a second.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs are in a row that end within this of each other; longer than any wait, or a wait would end its own cause.</summary>
    private static readonly TimeSpan Window = 2 * LongestWait;

    private Dictionary<DocumentKey, (long At, int Runs)> _recent = [];
    private Dictionary<DocumentKey, (long At, int Runs)> _older = [];
    private long _turnedAt = time.GetTimestamp();

    /// <summary>A run of the key has ended.</summary>
    public void Ended(DocumentKey key)
    {
        Turn();
        var inARow = Find(key) is { } last && time.GetElapsedTime(last.At) <= Window ? last.Runs : 0;
        _recent[key] = (time.GetTimestamp(), inARow + 1);
    }

    /// <summary>How long the next run of the key is to wait from now on; zero or less: not at all.</summary>
    public TimeSpan WaitOf(DocumentKey key)
    {
        if (Find(key) is not { } last || last.Runs < RunsAtOnce) return TimeSpan.Zero;
        var wait = Math.Min(LongestWait.TotalMilliseconds, FirstWait.TotalMilliseconds * Math.Pow(2, last.Runs - RunsAtOnce));
        return TimeSpan.FromMilliseconds(wait) - time.GetElapsedTime(last.At);
    }

    private (long At, int Runs)? Find(DocumentKey key) => _recent.TryGetValue(key, out var run) || _older.TryGetValue(key, out run) ? run : null;

    /// <summary>Forgets what is out of the window, without looking at each.</summary>
    private void Turn()
    {
        if (time.GetElapsedTime(_turnedAt) < Window) return;
        (_older, _recent) = (_recent, _older);
        _recent.Clear();
        _turnedAt = time.GetTimestamp();
    }
}
