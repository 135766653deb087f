using ControllerRuntime.Client;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using ControllerRuntime.Queue;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Controllers;

/// <summary>Informers → queue → workers → reconciler. One switch judges every outcome.</summary>
public sealed class Controller : IDisposable
{
    private readonly string _name;
    private readonly IReconciler _reconciler;
    private readonly ControllerOptions _options;
    private readonly ControllerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly List<IInformer> _informers = [];
    private readonly Heartbeat _heartbeat;
    private volatile bool _isWorking;

    /// <param name="name">For logs and metrics.</param>
    /// <param name="reconciler">Does the work.</param>
    /// <param name="options">How many at once, and how patiently.</param>
    /// <param name="metrics">Counts outcomes, and shows the queue.</param>
    /// <param name="logger">Is told of failures.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter, from 0 to 1.</param>
    public Controller(string name, IReconciler reconciler, ControllerOptions options, ControllerMetrics metrics, ILogger logger, TimeProvider time, Func<double> random)
    {
        (_name, _reconciler, _options, _metrics, _logger, _time) = (name, reconciler, options, metrics, logger, time);
        Queue = new WorkQueue<ObjectKey>(new Backoff(options.FirstRetry, options.LongestRetry, random), time);
        metrics.Observe(name, Queue);
        // A reconcile ends by its own limit; a worker that has not even noticed that will not.
        _heartbeat = new Heartbeat(options.ReconcileTimeout + TimeSpan.FromMinutes(1), time);
    }

    /// <summary>Whether this controller works, and no worker has taken or ended anything for longer than a reconcile may last, although objects wait.</summary>
    public bool IsStuck => _isWorking && _heartbeat.IsOverdue && Queue.OldestAge > _heartbeat.Limit;

    /// <summary>For hints from elsewhere than informers.</summary>
    public WorkQueue<ObjectKey> Queue { get; }

    /// <summary>Reconciles the objects of the informer that change.</summary>
    /// <param name="informer">The primary objects.</param>
    /// <param name="matters">Whether a change is worth a reconcile; null: every one is.</param>
    public void For<T>(Informer<T> informer, Func<ObjectChange<T>, bool>? matters = null)
        where T : class, IKubeObject =>
        Watches(informer, static c => [c.Key], matters);

    /// <summary>Reconciles the objects that a change of another, secondary object concerns.</summary>
    /// <param name="informer">The secondary objects.</param>
    /// <param name="concerns">The keys of the primary objects.</param>
    /// <param name="matters">Whether a change is worth a reconcile; null: every one is.</param>
    public void Watches<T>(Informer<T> informer, Func<ObjectChange<T>, IEnumerable<ObjectKey>> concerns, Func<ObjectChange<T>, bool>? matters = null)
        where T : class, IKubeObject
    {
        _informers.Add(informer);
        informer.Subscribe(change =>
        {
            if (matters is not null && !matters(change)) return;
            foreach (var key in concerns(change)) Queue.Add(key);
        });
    }

    /// <summary>Works from the time on when every informer knows all that is there. Ends when cancelled; the reconciles that run are awaited.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(_informers.Select(i => i.Synced)).WaitAsync(cancellation);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _heartbeat.Beat();
        _isWorking = true;
        var workers = Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(all.Token)).ToList();
        await Task.WhenAny(workers);
        await all.CancelAsync();
        await Task.WhenAll(workers);
    }

    public void Dispose() => Queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var key = await Queue.TakeAsync(cancellation);
            _heartbeat.Beat();
            try
            {
                await ReconcileAsync(key, cancellation);
            }
            finally
            {
                Queue.Done(key);
                _heartbeat.Beat();
            }
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        using var scope = _logger.BeginScope(new ReconcileScope(_name, key, Guid.NewGuid()));
        var began = _time.GetTimestamp();
        var outcome = await OutcomeAsync(key, cancellation);
        var took = _time.GetElapsedTime(began);
        _metrics.Reconciled(_name, outcome.Result, took);
        _logger.Reconciled(key, outcome.Result, (long)took.TotalMilliseconds);
        switch (outcome.Result)
        {
            case ReconcileResult.Done:
                Queue.Forget(key);
                break;
            case ReconcileResult.After:
                Queue.Forget(key);
                Queue.AddAfter(key, outcome.Delay);
                break;
            case ReconcileResult.Stalled:
                Queue.Forget(key);
                _logger.Stalled(key, outcome.Message);
                break;
            default:
                var delay = Queue.AddFailed(key);
                _logger.Failed(key, (long)delay.TotalMilliseconds, outcome.Message);
                break;
        }
    }

    private async Task<ReconcileOutcome> OutcomeAsync(ObjectKey key, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await _reconciler.ReconcileAsync(key, either.Token);
        }
        catch (KubeException e)
        {
            return ReconcileOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ReconcileOutcome.Failed($"it took longer than {_options.ReconcileTimeout.TotalSeconds} s");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One object that a bug concerns must not stop the others.
            _logger.ReconcilerBug(key, e);
            return ReconcileOutcome.OfBug(e);
        }
    }
}
