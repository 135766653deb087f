using System.Diagnostics;

namespace Benchmarks.Sink;

/// <summary>What has come, counted since it was last asked to begin anew.</summary>
internal sealed class SinkTally
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _arrived = [];
    private readonly List<double> _delays = [];
    private readonly List<(long Documents, TaskCompletionSource<long> Reached)> _waiting = [];
    private long _round;
    private long _requests;
    private long _writes;

    /// <param name="round">A document counts as arrived when its <c>n</c> has come to this.</param>
    public void Begin(long round)
    {
        lock (_lock)
        {
            _arrived.Clear();
            _delays.Clear();
            (_round, _requests, _writes) = (round, 0, 0);
        }
    }

    /// <summary>A statement whose answer goes back now.</summary>
    public void Count(SinkRequest request, bool writes)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _requests++;
            if (!writes) return;
            _writes += request.Documents.Count;
            foreach (var document in request.Documents)
            {
                if (document.Round >= _round) _arrived.Add(SinkStore.Key(request, document) ^ (ulong)request.Collection.GetHashCode(StringComparison.Ordinal));
                if (document.CommittedAt > 0) _delays.Add(Stopwatch.GetElapsedTime(document.CommittedAt, now).TotalMilliseconds);
            }
            foreach (var (documents, reached) in _waiting.ToArray())
            {
                if (_arrived.Count >= documents) reached.TrySetResult(now);
            }
            _waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
        }
    }

    /// <summary>Ends when so many different documents have arrived.</summary>
    /// <returns>When that was, as <see cref="Stopwatch.GetTimestamp"/> tells it, which all processes of a Linux machine have in common.</returns>
    public Task<long> ReachedAsync(long documents, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_arrived.Count >= documents) return Task.FromResult(Stopwatch.GetTimestamp());
            var reached = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((documents, reached));
            return reached.Task.WaitAsync(cancellation);
        }
    }

    public SinkFigures Figures()
    {
        lock (_lock) return new SinkFigures(_requests, _writes, _arrived.Count, Delays.Of(_delays));
    }
}
