using System.Collections.Concurrent;

namespace BridgeRuntime.Queue;

/// <summary>
/// How many documents of a collection are worked on at once, so that a batch holds about so many bytes: begins small, doubles while it may, and shrinks at
/// once where documents are large.
/// </summary>
internal sealed class BatchSizer(int most, long maxBytes)
{
    private const int First = 64;

    private readonly ConcurrentDictionary<string, int> _sizes = new();

    public int For(string collection) => _sizes.GetOrAdd(collection, Math.Min(First, most));

    /// <summary>What a batch of so many documents held.</summary>
    public void Learn(string collection, int documents, long bytes)
    {
        if (documents == 0) return;
        var fitting = (int)Math.Clamp(maxBytes / Math.Max(1, bytes / documents), 1, most);
        _sizes.AddOrUpdate(collection, Math.Min(First, fitting), (_, size) => documents < size ? Math.Min(size, fitting) : Math.Min(size * 2, fitting));
    }
}
