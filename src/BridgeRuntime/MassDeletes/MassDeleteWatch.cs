using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;

namespace BridgeRuntime.MassDeletes;

/// <summary>
/// Carries out releases, and looks whether the documents of a block have come back in MongoDB; what comes back at the Big Peer its passes find. A release takes three steps, and a restart goes
/// on with the one it was in: every entry of the ledger that it covers is marked; the block ends; the marked documents are reconciled.
/// </summary>
internal sealed class MassDeleteWatch(MassDeleteGate gate, MissingDocuments missing, MongoLedger ledger, KeyQueue queue, IFeedObserver observer, RetryLoop retry, TimeProvider time)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    /// <summary>A look at a whole ledger comes again after this time, or after ten times as long as it took.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<GuardedSide, DateTimeOffset> _next = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        do
        {
            foreach (var guarded in gate.Sides)
            {
                if (guarded.Release is not null) await retry.RunAsync(c => CarryOutAsync(guarded, c), cancellation);
                else if (guarded is { Block: not null, Lacking: Side.Mongo } && _next.GetValueOrDefault(guarded) <= time.GetUtcNow()) await retry.RunAsync(c => LookAsync(guarded, c), cancellation);
            }
            retry.Succeeded();
            observer.Tick(LoopName.MassDeletes);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task LookAsync(GuardedSide guarded, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var look = gate.BeginLook(guarded.Collection, guarded.Lacking);
        var found = 0L;
        await foreach (var (page, _) in missing.PagesAsync(guarded.Collection, guarded.Lacking, from: null, cancellation))
        {
            found += page.Count;
            observer.Tick(LoopName.MassDeletes);
        }
        var took = time.GetElapsedTime(started);
        _next[guarded] = time.GetUtcNow() + (10 * took > LookInterval ? 10 * took : LookInterval);
        // What was held and is lacking still is looked at now that it may go.
        if (!await gate.ObservedAsync(look, found, cancellation)) await HintAsync(guarded, cancellation);
    }

    private async Task CarryOutAsync(GuardedSide guarded, CancellationToken cancellation)
    {
        if (guarded.Release is { IsMarked: false } release)
        {
            await foreach (var (page, _) in missing.PagesAsync(guarded.Collection, guarded.Lacking, from: null, cancellation))
            {
                if (page.Count > 0) await ledger.ReleaseAsync(guarded.Collection, [.. page.Select(p => p.Id)], release.Id, cancellation);
                observer.Tick(LoopName.MassDeletes);
            }
            await gate.ChangeAsync(guarded, static g => g.Record with { Block = null, Release = g.Release! with { IsMarked = true } }, cancellation);
        }
        await HintAsync(guarded, cancellation);
        await gate.ChangeAsync(guarded, static g => g.Record with { Release = null }, cancellation);
    }

    /// <summary>Has everything that is lacking reconciled, and waits until it is: what a release does not cover is judged anew.</summary>
    private async Task HintAsync(GuardedSide guarded, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mark = new PositionTracker<bool>(_ => done.TrySetResult()).Begin(true);
        await foreach (var (page, _) in missing.PagesAsync(guarded.Collection, guarded.Lacking, from: null, cancellation))
        {
            foreach (var entry in page)
                await queue.EnqueueAsync(new Hint(new DocumentKey(guarded.Collection, entry.Id), HintSides.Recheck, entry.MongoId), Lane.Bulk, mark, Tick, cancellation);
            Tick();
        }
        mark.Complete();
        while (!done.Task.IsCompleted)
        {
            await Task.WhenAny(done.Task, Task.Delay(TickInterval, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            Tick();
        }

        void Tick() => observer.Tick(LoopName.MassDeletes);
    }
}
