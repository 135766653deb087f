using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using ControllerRuntime.Queue;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Informers;

/// <summary>
/// Keeps a store of all objects of a type: list, then watch from the list's version on; list again when that version has become too old. What such a list
/// does not hold any more was deleted while nobody watched, and is told as deleted.
/// </summary>
public sealed class Informer<T> : IInformer
    where T : class, IKubeObject
{
    private readonly KubeClient _client;
    private readonly ResourceType<T> _type;
    private readonly InformerOptions _options;
    private readonly ControllerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly List<Action<ObjectChange<T>>> _subscribers = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _telling = new();
    private int _unsynced;

    public Informer(KubeClient client, ResourceType<T> type, InformerOptions options, ControllerMetrics metrics, ILogger logger, TimeProvider time, Func<double> random)
    {
        (_client, _type, _options, _metrics, _logger, _time, _random) = (client, type, options, metrics, logger, time, random);
        // A watch that is silent for longer than its own limit should have been replaced by then.
        Heartbeat = new Heartbeat(2 * options.WatchIdleLimit, time);
    }

    public string Resource => _type.Plural;

    public Heartbeat Heartbeat { get; }

    public string? Refusal { get; private set; }

    public ObjectStore<T> Store { get; } = new();

    /// <summary>Takes from each object what is worth keeping; its metadata must keep name, namespace, uid and version. Null: all is kept.</summary>
    public Func<T, T>? Keep { get; init; }

    public Task Synced => _synced.Task;

    /// <summary>Is told of every change, one at a time, after the store has it. Must be quick and must not fail. Before <see cref="RunAsync"/>.</summary>
    public void Subscribe(Action<ObjectChange<T>> subscriber) => _subscribers.Add(subscriber);

    public async Task RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string?> spaces = _options.Namespaces.Count == 0 ? [null] : [.. _options.Namespaces];
        _unsynced = spaces.Count;
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = spaces.Select(s => FollowAsync(s, all.Token)).ToList();
        // None ends by itself; the first that does ends all.
        var first = await Task.WhenAny(following);
        await all.CancelAsync();
        await first;
    }

    /// <summary>List → watch → list for one namespace, or for all.</summary>
    private async Task FollowAsync(string? space, CancellationToken cancellation)
    {
        var list = new ListOptions { Namespace = space, LabelSelector = _options.LabelSelector, PageSize = _options.PageSize };
        var backoff = new Backoff(_options.FirstRetry, _options.LongestRetry, _random);
        var failures = 0;
        string? version = null;
        var isSynced = false;
        while (true)
        {
            var reason = "closed";
            Heartbeat.Beat();
            try
            {
                if (version is null)
                {
                    version = await RelistAsync(list, cancellation);
                    if (!isSynced && Interlocked.Decrement(ref _unsynced) == 0) _synced.TrySetResult();
                    isSynced = true;
                }
                var watch = new WatchOptions { ResourceVersion = version, Duration = _options.WatchDuration * (1 + _random()), IdleLimit = _options.WatchIdleLimit };
                await foreach (var told in _client.WatchAsync(_type, list, watch, cancellation))
                {
                    // Only what was told proves that the server is well: one that closes each watch at once must not be asked without a pause.
                    failures = 0;
                    Refusal = null;
                    Heartbeat.Beat();
                    version = told.ResourceVersion;
                    Take(told);
                }
            }
            catch (KubeException e)
            {
                if (e.Kind == KubeErrorKind.Expired) version = null;
                reason = e.Kind.ToString();
                if (IsRefusal(e.Kind)) Refusal = e.Message;
                if (e.Kind is not (KubeErrorKind.Expired or KubeErrorKind.Stalled)) _logger.InformerRetries(_type.Plural, e.Message);
            }
            _metrics.WatchRestarted(_type.Plural, reason);
            await Task.Delay(backoff.Delay(++failures), _time, cancellation);
        }
    }

    /// <summary>Puts the store right by a full list, and tells the differences.</summary>
    /// <returns>The list's version.</returns>
    private async Task<string> RelistAsync(ListOptions options, CancellationToken cancellation)
    {
        var gone = Store.KeysIn(options.Namespace).ToHashSet();
        var version = "";
        await foreach (var page in _client.ListAsync(_type, options, cancellation))
        {
            version = page.Metadata.ResourceVersion ?? "";
            Heartbeat.Beat();
            foreach (var thing in page.Items)
            {
                gone.Remove(ObjectKey.Of(thing));
                Put(thing);
            }
        }
        foreach (var key in gone) Remove(key);
        Refusal = null;
        _metrics.Listed(_type.Plural);
        return version;
    }

    private void Take(WatchEvent<T> told)
    {
        if (told.Type == WatchEventType.Deleted) Remove(ObjectKey.Of(told.Object));
        else if (told.Type != WatchEventType.Bookmark) Put(told.Object);
    }

    private void Put(T told)
    {
        var thing = Keep is null ? told : Keep(told);
        lock (_telling)
        {
            var before = Store.Put(thing);
            if (before?.Metadata.ResourceVersion == thing.Metadata.ResourceVersion) return;
            // Another object of the same name: whoever saw only a change would take the new one for the old.
            if (before is not null && before.Metadata.Uid != thing.Metadata.Uid)
            {
                Tell(new ObjectChange<T>(before, After: null));
                before = null;
            }
            Tell(new ObjectChange<T>(before, thing));
        }
    }

    private void Remove(ObjectKey key)
    {
        lock (_telling)
        {
            if (Store.Remove(key) is { } before) Tell(new ObjectChange<T>(before, After: null));
        }
    }

    /// <summary>Unlike a server that is down or busy, these do not pass by themselves.</summary>
    private static bool IsRefusal(KubeErrorKind kind) => kind is KubeErrorKind.Forbidden or KubeErrorKind.Unauthorized or KubeErrorKind.NotFound or KubeErrorKind.BadRequest or KubeErrorKind.Invalid;

    private void Tell(ObjectChange<T> change)
    {
        foreach (var subscriber in _subscribers) subscriber(change);
    }
}
