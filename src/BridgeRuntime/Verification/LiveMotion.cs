using BridgeRuntime.Documents;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Verification;

/// <summary>
/// As the running bridge knows it: what was there when a key was read is settled when both feeds have looked past that moment and the key is in no queue.
/// </summary>
/// <param name="queue">The keys that the bridge knows of.</param>
/// <param name="reached">Up to which moment each feed has hinted everything.</param>
internal sealed class LiveMotion(KeyQueue queue, Func<(DateTimeOffset Stream, DateTimeOffset Poll)> reached) : IMotion
{
    /// <summary>MongoDB tells the time of a change in whole seconds, and the stream counts the second as over.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1.5);

    public Motion Of(DocumentKey key, DateTimeOffset since)
    {
        // In this order: a key that is hinted meanwhile is in the queue before its feed says that it has come so far.
        var (stream, poll) = reached();
        if (queue.Knows(key)) return queue.IsHeld ? Motion.Held : Motion.Moving;
        return stream - since > Margin && poll - since > Margin ? Motion.Settled : Motion.Moving;
    }
}
