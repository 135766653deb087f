using System.Collections.Concurrent;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;

namespace BridgeRuntime.Preflight;

/// <summary>
/// Looks, before anything is written, whether the bridge can work, and says everything that is wrong at once. What concerns the whole bridge keeps it from
/// starting, and is tried again; a collection that cannot be served is left out until it can, and does not stop the others.
/// </summary>
internal sealed class StartChecks : IDisposable
{
    /// <summary>How often a collection that cannot be served is looked at again, beside what the change stream says.</summary>
    public static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(10);

    private readonly MongoChecks _mongo;
    private readonly BigPeerChecks _bigPeer;
    private readonly IFeedObserver _observer;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, CollectionSettings> _collections;
    private readonly Dictionary<string, TaskCompletionSource> _served;
    private readonly ConcurrentDictionary<string, Problem> _problems = [];
    private readonly SemaphoreSlim _one = new(1, 1);

    public StartChecks(MongoChecks mongo, BigPeerChecks bigPeer, IReadOnlyCollection<CollectionSettings> collections, IFeedObserver observer, TimeProvider time)
    {
        (_mongo, _bigPeer, _observer, _time) = (mongo, bigPeer, observer, time);
        _collections = collections.ToDictionary(c => c.Name, StringComparer.Ordinal);
        _served = collections.ToDictionary(c => c.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), StringComparer.Ordinal);
    }

    /// <summary>Whether the collection has been found fit; once served it stays so.</summary>
    public bool IsServed(string collection) => _served.TryGetValue(collection, out var served) && served.Task.IsCompleted;

    /// <summary>Whether the collection is not served because MongoDB has none of its name.</summary>
    public bool IsMissing(string collection) => _problems.TryGetValue(collection, out var problem) && problem.Reason == ProblemReason.CollectionNotFound;

    /// <summary>Completes when the collection is fit.</summary>
    public Task ServedAsync(string collection, CancellationToken cancellation) => _served[collection].Task.WaitAsync(cancellation);

    /// <summary>Checks everything, on both sides, and tells it.</summary>
    /// <exception cref="SideException">The first of the problems that keep the bridge from starting.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var mongo = _mongo.AllAsync(_collections.Keys, cancellation);
        var bigPeer = _bigPeer.AllAsync(_collections.Values, cancellation);
        List<Problem> problems = [.. await mongo, .. await bigPeer];
        foreach (var side in Enum.GetValues<Side>().Where(s => !problems.Exists(p => p.Side == s && p.Collection is null))) _observer.SideSucceeded(side);
        _observer.Checked(problems);
        if (problems.Find(p => p.Collection is null) is { } problem) throw problem.ToException();
        Serve(_collections.Keys, problems);
    }

    /// <summary>Looks again, time after time, at what is not served.</summary>
    public async Task WatchAsync(RetryLoop retry, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(WatchInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            await retry.RunAsync(LookAgainAsync, cancellation);
            retry.Succeeded();
            _observer.Tick(LoopName.Collections);
        }
    }

    /// <summary>The change stream has an event of a collection: one that was missing exists now, one that is gone may come back as another kind.</summary>
    public Task SeenAsync(string collection, bool isGone, CancellationToken cancellation) =>
        _problems.TryGetValue(collection, out var problem) && (isGone || problem.Reason == ProblemReason.CollectionNotFound) ? LookAgainAsync(cancellation) : Task.CompletedTask;

    public void Dispose() => _one.Dispose();

    private async Task LookAgainAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var names = _problems.Keys.ToList();
            if (names.Count == 0) return;
            List<Problem> problems = [.. await _mongo.CollectionsAsync(names, cancellation), .. await _bigPeer.CollectionsAsync([.. names.Select(n => _collections[n])], cancellation)];
            // The whole database is gone: so is each of these.
            if (problems.Find(p => p.Collection is null) is { } all) problems = [.. names.Select(n => all with { Collection = n, Reason = ProblemReason.CollectionNotFound })];
            _observer.Checked(problems);
            Serve(names, problems);
        }
        finally
        {
            _one.Release();
        }
    }

    private void Serve(IEnumerable<string> looked, List<Problem> problems)
    {
        foreach (var name in looked.ToList())
        {
            if (problems.Find(p => p.Collection == name) is { } problem)
            {
                _problems[name] = problem;
                continue;
            }
            _problems.TryRemove(name, out _);
            _served[name].TrySetResult();
        }
    }
}
