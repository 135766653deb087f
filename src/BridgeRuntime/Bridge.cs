using System.Security.Cryptography;
using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Control;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Mongo;
using BridgeRuntime.Preflight;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime;

/// <summary>One bridge: feeds → queue → reconcilers → checkpoints. It runs until it is stopped or one of its loops dies.</summary>
internal sealed class Bridge : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly BridgeConfiguration _configuration;
    private readonly string _database;
    private readonly BridgeShard _shard;
    private readonly MongoClient _mongo;
    private readonly BigPeerClient _bigPeer;
    private readonly IFeedObserver _observer;
    private readonly IReconcileObserver _reconcileObserver;
    private readonly Func<(DateTimeOffset Stream, DateTimeOffset Poll)> _reached;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff = NewBackoff();
    private readonly List<CollectionSettings> _collections;
    private readonly CollectionLeases _leases;
    private readonly BigPeerDocuments _documents;
    private readonly StartChecks _checks;
    private readonly MassDeleteGuard _guard;
    private long _epoch;

    /// <param name="configuration">What it is told to do.</param>
    /// <param name="mongo">MongoDB.</param>
    /// <param name="observer">Is told what the loops do.</param>
    /// <param name="reconcileObserver">Is told what the reconcilers do.</param>
    /// <param name="reached">Up to which moment each feed has hinted everything, as the observer was told.</param>
    /// <param name="time">The clock.</param>
    public Bridge(
        BridgeConfiguration configuration, MongoClient mongo, IFeedObserver observer, IReconcileObserver reconcileObserver, Func<(DateTimeOffset Stream, DateTimeOffset Poll)> reached, TimeProvider time)
    {
        (_configuration, _mongo, _observer, _reconcileObserver, _reached, _time) = (configuration, mongo, observer, reconcileObserver, reached, time);
        _database = configuration.MongoConnector.Database;
        _shard = new BridgeShard(configuration.Name, Shard: 0);
        _collections = [.. configuration.MongoConnector.Collections.Select(c => new CollectionSettings(c.Key, c.Value, configuration.ConflictPolicy))];
        Queue = new KeyQueue(_collections.Select(c => c.Name), configuration.Runtime.QueueSize, time, _backoff) { IsLinked = name => !_collections.Exists(c => c.Name == name && c.Identity.UsesMongoId) };
        _bigPeer = new BigPeerClient(configuration.BigPeer, new TransactionView(), time, observer.Called);
        _leases = new CollectionLeases(mongo, _database, _shard, [.. _collections.Select(c => c.Name)], time);
        _documents = new BigPeerDocuments(_bigPeer, configuration.Runtime.MaxBatchBytes);
        _checks = new StartChecks(new MongoChecks(mongo, _database, time), new BigPeerChecks(_bigPeer, _documents), _collections, observer, time);
        _bigPeer.BeforeWrite = _leases.HoldAsync;
        Intents = new IntentBook(new MongoIntentSlots(mongo, _database, _shard) { BeforeWrite = _leases.HoldAsync });
        Letters = new DeadLetterStore(mongo, _database, _shard, configuration.DeadLetters, observer, time);
        Ledger = new MongoLedger(mongo, _database, _shard) { BeforeWrite = _leases.HoldAsync };
        _guard = new MassDeleteGuard(mongo, _database, _shard, () => _epoch, _collections, configuration.MassDeleteGuard, Ledger, _documents, observer, time);
    }

    /// <summary>The waits between attempts of all loops.</summary>
    public static Backoff NewBackoff() => new(FirstRetry, LongestRetry, Random);

    public KeyQueue Queue { get; }

    public IntentBook Intents { get; }

    public DeadLetterStore Letters { get; }

    public MongoLedger Ledger { get; }

    /// <summary>Null until the bridge holds its leases.</summary>
    public DeadLetterDesk? LetterDesk { get; private set; }

    /// <summary>Null until the bridge holds its leases.</summary>
    public MassDeleteDesk? MassDeletes => Checkpoints is null ? null : _guard.Desk;

    /// <summary>Null until the bridge holds its leases.</summary>
    public BridgeDesks? Desks { get; private set; }

    /// <summary>Null until the bridge holds its leases.</summary>
    public CheckpointKeeper? Checkpoints { get; private set; }

    /// <summary>
    /// Takes the leases, restores what the last run left, opens the feeds and runs the workers. When stopped, nothing new is taken, what is in flight
    /// finishes or is forgotten, and the checkpoint is saved.
    /// </summary>
    /// <exception cref="DatabaseInUseException">Another bridge serves a collection.</exception>
    /// <exception cref="FencedException">Another runtime has taken this one's place.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var loops = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var abort = new CancellationTokenSource();
        List<Task> running = [];
        try
        {
            var store = new CheckpointStore(_mongo, _database, _shard);
            await Retry(LoopName.Checkpoint).RunAsync(c => OpenAsync(store, c), loops.Token);
            running = Start(store, loops, abort.Token);
            await EndOfOne(running, loops);
            // Who was fenced has no right to finish what is in flight.
            if (running.Exists(IsFenced)) await abort.CancelAsync();
        }
        finally
        {
            await StopAsync(running, loops, abort);
        }
        // The first failure, if any; a stop is none. Having been fenced explains all others.
        foreach (var loop in running.Where(l => l.IsFaulted).OrderByDescending(IsFenced)) await loop;
    }

    public ValueTask DisposeAsync()
    {
        _guard.Dispose();
        _leases.Dispose();
        _checks.Dispose();
        _bigPeer.Dispose();
        Queue.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// How long a loop may take between two signs of life. It ticks at each attempt, so the longest wait and the longest requests lie between two; MongoDB's
    /// calls end after its socket timeout of a minute.
    /// </summary>
    private TimeSpan LoopDeadline => LongestRetry + (2 * _configuration.BigPeer.RequestTimeout) + TimeSpan.FromSeconds(60) + _configuration.BigPeer.PollInterval;

    /// <summary>Everything that must be known before the first key runs. Runs again from the start when a side fails.</summary>
    private async Task OpenAsync(CheckpointStore store, CancellationToken cancellation)
    {
        await _checks.RunAsync(cancellation);
        var checkpoint = await store.OpenAsync(cancellation);
        _epoch = store.Epoch;
        await _leases.AcquireAsync(store.Epoch, cancellation);
        await _leases.OthersLetGoAsync(cancellation);
        await Ledger.PrepareAsync(cancellation);
        foreach (var collection in _collections) await Ledger.CountAsync(collection.Name, cancellation);
        await Letters.LoadAsync(cancellation);
        await _guard.LoadAsync(cancellation);
        _observer.SideSucceeded(Side.Mongo);
        if (checkpoint.PausedSince is { } since)
        {
            Queue.Hold();
            _observer.Paused(since);
        }
        if (checkpoint.StreamTime is { } reached) _observer.StreamResumesFrom(reached);
        _bigPeer.Transactions.Seen(checkpoint.Transaction);
        // What an earlier run was about to write must be known before the first key runs, or its fragments look like users' removals.
        await Intents.RestoreAsync(cancellation);
        Checkpoints = new CheckpointKeeper(store, checkpoint, () => _bigPeer.Transactions.Highest, _configuration.Runtime.CheckpointInterval, _observer, Retry(LoopName.Checkpoint), _time);
    }

    private List<Task> Start(CheckpointStore store, CancellationTokenSource loops, CancellationToken abort)
    {
        var versions = new LedgerVersions(store.Epoch);
        var objectIds = new ObjectIdSource(_time);
        var mongoDocuments = new MongoDocuments(_mongo, _database) { BeforeWrite = _leases.HoldAsync, MostBytes = _configuration.Runtime.MaxBatchBytes };
        var hints = _collections.ToDictionary(c => c.Name, c => new MongoHints(c, Ledger, mongoDocuments, Queue));
        var reconcilers = _collections.ToDictionary(
            c => c.Name, c => new DocumentReconciler(c, mongoDocuments, _documents, Ledger, Intents, objectIds.Next, Queue.Link, versions.Next, _reconcileObserver, _guard.Gate));
        _guard.Begin(reconcilers);
        var passes = _collections.ConvertAll(c => new BigPeerPass(
            c, _bigPeer, _documents, Ledger, Queue, Letters, Checkpoints!, _guard.Gate, versions, new BatchSizer(_configuration.BigPeer.PageSize, _configuration.Runtime.MaxBatchBytes), _observer)
        { Hinted = reconcilers[c.Name].BigPeerHinted });
        var poll = new BigPeerPoll(_bigPeer, passes, _checks, _configuration.BigPeer, _observer, Retry(LoopName.Poll), _time);

        var replay = new DeadLetterReplay(Queue, Letters, mongoDocuments, _collections.ToDictionary(c => c.Name), hints, _observer);
        var sweeps = _collections.ToDictionary(c => c.Name, c => new CollectionSweep(
            c, _mongo, _database, hints[c.Name], Ledger, Queue, Letters, replay, _checks, _observer, Retry(LoopName.Sweep(c.Name)), new TickingWait(_time), LoopDeadline));
        var history = new HistoryRecovery([.. sweeps.Keys], (name, done) => AskForSweep(name, withMongo: true, done), poll.AskForPass, Checkpoints!, _observer, _time);
        var returned = new ReturnedCollections([.. sweeps.Keys], name => Ledger.KnownCount(name) != 0, AskForSweep, Checkpoints!);
        var stream = new MongoChangeStream(_mongo, _database, hints, sweeps, history, Queue, Letters, _checks, Checkpoints!.Current.StreamToken, Passed, _observer, Retry(LoopName.Stream), _time);
        LetterDesk = new DeadLetterDesk(Letters, replay, _time);
        var desks = Desks = BridgeDesks.Make(
            _configuration, [.. _collections.Select(c => new VerifiedCollection(c, new CollectionKeys(c, _mongo, _database, Ledger, _bigPeer), reconcilers[c.Name]))],
            Queue, Letters, _guard.Gate, Checkpoints!, _reached, _observer, Retry, _time);
        var letterRetry = new DeadLetterRetry(
            Letters, replay, (name, c) => _checks.IsServed(name) ? LookThroughAsync(name, hints, c) : Task.CompletedTask, _configuration.DeadLetters.RetryInterval, Random, Retry(LoopName.DeadLetters), _observer, _time);

        foreach (var loop in new[] { LoopName.Stream, LoopName.Poll, LoopName.Checkpoint, LoopName.Lease, LoopName.Oplog, LoopName.DeadLetters, LoopName.MassDeletes, LoopName.Collections, LoopName.Verification, LoopName.Resync }) _observer.LoopStarted(loop, LoopDeadline);
        List<Task> running =
        [
            RestoreAsync(loops.Token), stream.RunAsync(loops.Token), Checkpoints.RunAsync(loops.Token), KeepLeasesAsync(loops.Token),
            new OplogWatch(_mongo, _observer, _time).RunAsync(loops.Token), _checks.WatchAsync(Retry(LoopName.Collections), loops.Token),
            desks.Verification.RunAsync(loops.Token), desks.Resync.RunAsync(loops.Token),
        ];
        var sizes = new BatchSizer(_configuration.Runtime.BatchSize, _configuration.Runtime.MaxBatchBytes);
        for (var slot = 0; slot < _configuration.Runtime.Workers; slot++)
        {
            var worker = new ReconcileWorker(slot, sizes, Queue, reconcilers, Letters, _observer, Retry(LoopName.Worker(slot)), _time);
            _observer.LoopStarted(LoopName.Worker(slot), LoopDeadline);
            running.Add(worker.RunAsync(loops.Token, abort));
        }
        running.Add(_guard.WatchAsync(Ledger, Queue, _observer, Retry(LoopName.MassDeletes), _time, loops.Token));
        running.Add(AfterOpenedAsync(stream, poll.RunAsync, loops.Token));
        running.Add(AfterOpenedAsync(stream, letterRetry.RunAsync, loops.Token));
        running.Add(AfterOpenedAsync(stream, ReturnedAsync, loops.Token));
        running.AddRange(sweeps.Values.Select(s => s.RunAsync(loops.Token)));
        foreach (var collection in _collections) running.Add(AfterOpenedAsync(stream, c => SnapshotAsync(collection, hints[collection.Name], c), loops.Token));
        return running;

        void AskForSweep(string name, bool withMongo, Action done) => sweeps[name].Ask(withMongo, done);

        async Task ReturnedAsync(CancellationToken cancellation)
        {
            returned.Ask();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
        }

        void Passed(StreamPosition position) => Checkpoints.Update(c => c with { StreamToken = position.Token, StreamTime = position.Time }, position.HasChanges || Checkpoints.Current.StreamToken is null);
    }

    /// <summary>Keys whose writes an earlier run announced and did not record run first, with everything read.</summary>
    private async Task RestoreAsync(CancellationToken cancellation)
    {
        var keys = Intents.Keys.ToList();
        await Task.WhenAll(_collections.Select(async collection =>
        {
            await _checks.ServedAsync(collection.Name, cancellation);
            foreach (var key in keys.Where(k => k.Collection == collection.Name)) await Queue.EnqueueAsync(new Hint(key, HintSides.Recheck), Lane.Live, mark: null, cancellation);
        }));
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
    }

    private async Task SnapshotAsync(CollectionSettings collection, MongoHints hints, CancellationToken cancellation)
    {
        await _checks.ServedAsync(collection.Name, cancellation);
        await JudgeAnewAsync(collection, cancellation);
        var progress = Checkpoints!.Current.Of(collection.Name);
        if (progress.SnapshotDone || !collection.Spec.InitialSync)
        {
            if (!progress.SnapshotDone) Checkpoints.Update(c => c.With(collection.Name, p => p with { SnapshotDone = true }));
            _observer.SnapshotNotNeeded(collection.Name, progress.SnapshotDocuments);
        }
        else
        {
            var snapshot = new MongoSnapshot(
                _mongo, _database, collection, hints, Queue, Letters, progress, p => SnapshotPassed(collection.Name, p), _observer, Retry(LoopName.Snapshot(collection.Name)),
                LoopName.Snapshot(collection.Name));
            _observer.LoopStarted(LoopName.Snapshot(collection.Name), LoopDeadline);
            await snapshot.RunAsync(cancellation);
            _observer.LoopEnded(LoopName.Snapshot(collection.Name));
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
    }

    /// <summary>Hints every document of a collection; ends when all have been reconciled.</summary>
    private async Task LookThroughAsync(string name, IReadOnlyDictionary<string, MongoHints> hints, CancellationToken cancellation)
    {
        // Without an initial sync a document that nobody changed must not go over; those that found no room are found at their next change.
        if (_collections.Find(c => c.Name == name) is not { Spec.InitialSync: true } collection) return;
        var loop = LoopName.LookThrough(name);
        _observer.LoopStarted(loop, LoopDeadline);
        await new MongoLookThrough(_mongo, _database, collection, hints[name], Queue, Letters, static _ => { }, _observer, Retry(loop), new TickingWait(_time), loop, Tick).RunAsync(cancellation);
        _observer.LoopEnded(loop);

        void Tick()
        {
            _observer.Tick(loop);
            _observer.Tick(LoopName.DeadLetters);
        }
    }

    /// <summary>
    /// After a change of the filter or the schemas: first what is kept in step, then, with initial sync, all that MongoDB has. A restart in between begins again.
    /// </summary>
    private async Task JudgeAnewAsync(CollectionSettings collection, CancellationToken cancellation)
    {
        var progress = Checkpoints!.Current.Of(collection.Name);
        if (progress.Rules == collection.Rules) return;
        if (progress != CollectionProgress.None)
        {
            _observer.RulesChanged(collection.Name);
            _observer.LoopStarted(LoopName.Snapshot(collection.Name), LoopDeadline);
            await new LedgerRecheck(collection, Ledger, Queue, () => { }, _observer, Retry(LoopName.Snapshot(collection.Name)), new TickingWait(_time), LoopName.Snapshot(collection.Name)).RunAsync(cancellation);
            _observer.LoopEnded(LoopName.Snapshot(collection.Name));
        }
        Checkpoints.Update(c => c.With(collection.Name, p => p with { Rules = collection.Rules, SnapshotDone = !collection.Spec.InitialSync, SnapshotPosition = null, SnapshotDocuments = 0 }));
    }

    private void SnapshotPassed(string collection, SnapshotPosition position)
    {
        Checkpoints!.Update(c => c.With(collection, p => p with { SnapshotPosition = position.Id, SnapshotDocuments = position.Documents, SnapshotDone = position.IsEnd }));
        _observer.SnapshotProgress(collection, position.Documents, position.IsEnd);
    }

    private async Task KeepLeasesAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(CollectionLeases.CheckInterval, _time);
        var retry = Retry(LoopName.Lease);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            await retry.RunAsync(_leases.CheckAsync, cancellation);
            retry.Succeeded();
            _observer.Tick(LoopName.Lease);
        }
    }

    private static async Task AfterOpenedAsync(MongoChangeStream stream, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        // What is read before the stream is open could change unseen.
        await stream.Opened.WaitAsync(cancellation);
        await run(cancellation);
    }

    /// <summary>Loops run for ever: whichever ends first ends all, and the process with them.</summary>
    private static async Task EndOfOne(List<Task> running, CancellationTokenSource loops)
    {
        await Task.WhenAny(running);
        await loops.CancelAsync();
    }

    private async Task StopAsync(List<Task> running, CancellationTokenSource loops, CancellationTokenSource abort)
    {
        await loops.CancelAsync();
        var limit = _configuration.Runtime.ShutdownTimeout;
        using var deadline = new CancellationTokenSource(limit, _time);
        // What hangs is given up in time for the rest to be saved.
        using var patience = new CancellationTokenSource(0.8 * limit, _time);
        await using var forget = patience.Token.Register(abort.Cancel);
        await Task.WhenAll(running.Select(l => l.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        // Who was fenced has no right to write any more, and where the state is gone nothing must stand in a fresh start's way.
        if (Checkpoints is null || running.Exists(l => IsFenced(l) || l.Exception?.InnerException is StateGoneException)) return;
        try
        {
            await Checkpoints.SaveAsync(deadline.Token);
            await _leases.ReleaseAsync(deadline.Token);
        }
        catch (Exception e) when (e is SideException or OperationCanceledException)
        {
            // The next run repeats what was not saved; nothing is lost by it.
            _observer.NotSaved(e);
        }
    }

    private static bool IsFenced(Task loop) => loop.Exception?.InnerException is FencedException;

    private RetryLoop Retry(string loop) => new(loop, _observer, _backoff, _time);

    private static double Random() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
