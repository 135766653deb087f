using System.Collections.Concurrent;

namespace BridgeRuntime.Status;

/// <summary>Lets a message through the first time, and again only after a while: a side that is down for an hour fills no log.</summary>
internal sealed class RepeatGate(TimeSpan interval, TimeProvider time)
{
    /// <summary>More different texts than this are never remembered.</summary>
    private const int MostRemembered = 200;

    private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);

    /// <summary>Whether it is to be said now.</summary>
    public bool IsNews(string message)
    {
        if (_said.TryGetValue(message, out var at) && time.GetElapsedTime(at) < interval) return false;
        if (_said.Count >= MostRemembered) _said.Clear();
        _said[message] = time.GetTimestamp();
        return true;
    }

    /// <summary>The trouble is over: the next one is news.</summary>
    public void Reset() => _said.Clear();
}
