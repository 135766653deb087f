using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Control;

/// <summary>Has keys looked at again, both sides read: single ones at once, whole collections one resync at a time.</summary>
internal sealed class ResyncDesk(VerificationScope scope, KeyQueue queue, DeadLetterStore letters, ControlLoop loop, RetryLoop retry, TimeProvider time)
{
    /// <summary>How long a call waits for room in the queue; what it has not given by then is for the next call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ResyncReport? _report;

    /// <summary>The names of the collections.</summary>
    public IReadOnlyList<string> Collections { get; } = [.. scope.Collections.Select(c => c.Name)];

    /// <summary>The resync that goes on, or the last one; null: there was none.</summary>
    public ResyncReport? Current
    {
        get { lock (_lock) return _report is null ? null : _report with { }; }
    }

    /// <summary>Gives single keys to the queue.</summary>
    /// <returns>How many of them, the first ones, were given before the queue was full for too long.</returns>
    public async Task<int> HintAsync(IReadOnlyList<DocumentKey> keys, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var given = 0;
        try
        {
            foreach (var key in keys)
            {
                await queue.EnqueueAsync(new Hint(key, HintSides.Recheck), Lane.Live, mark: null, either.Token);
                given++;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The queue is full: the caller goes on where this came to.
        }
        return given;
    }

    /// <summary>False where one runs already.</summary>
    public bool TryStart(ResyncRequest request)
    {
        lock (_lock)
        {
            if (!loop.TryStart(c => RunAsync(request, c))) return false;
            _report = new ResyncReport { State = VerificationState.Running, StartedAt = time.GetUtcNow() };
            return true;
        }
    }

    public bool Cancel() => loop.Cancel();

    public Task RunAsync(CancellationToken cancellation) => loop.RunAsync(cancellation);

    private async Task RunAsync(ResyncRequest request, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mark = new PositionTracker<bool>(_ => done.TrySetResult()).Begin(true);
        var end = VerificationState.Cancelled;
        try
        {
            foreach (var collection in scope.Collections.Where(c => request.Collection is not { } name || c.Name == name))
            {
                var position = KeyPosition.Start;
                Change(r => r with { Expected = r.Expected ?? 0 });
                await RetryAsync(async c =>
                {
                    if (position == KeyPosition.Start) await ExpectAsync(collection, c);
                    await foreach (var page in collection.Keys.ReadAsync(position, c))
                    {
                        await letters.PutAsync(page.Refused, c);
                        foreach (var item in await ChosenAsync(request, collection, page, c)) await HintAsync(item, mark, c);
                        position = page.Position ?? position;
                        retry.Succeeded();
                        loop.Tick();
                    }
                }, cancellation);
            }
            mark.Complete();
            Change(r => r with { AllHinted = true });
            while (!done.Task.IsCompleted)
            {
                await Task.WhenAny(done.Task, Task.Delay(TimeSpan.FromSeconds(5), time, cancellation));
                cancellation.ThrowIfCancellationRequested();
                loop.Tick();
            }
            end = VerificationState.Done;
        }
        finally
        {
            Change(r => r with { State = end, EndedAt = time.GetUtcNow() });
        }
    }

    private async Task ExpectAsync(VerifiedCollection collection, CancellationToken cancellation)
    {
        var expected = await collection.Keys.ExpectedAsync(cancellation);
        Change(r => r with { Expected = r.Expected + expected });
    }

    private async Task<IEnumerable<KeyItem>> ChosenAsync(ResyncRequest request, VerifiedCollection collection, KeyPage page, CancellationToken cancellation)
    {
        var items = page.Items.Where(i => i.IsCarried || request.IncludeUntouched || collection.Settings.Spec.InitialSync).ToList();
        if (request.FilterOf(collection.Name) is not { } filter) return items;
        var chosen = new List<KeyItem>();
        foreach (var batch in items.Chunk(scope.Sizes.For(collection.Name)))
        {
            var planned = await collection.Reconciler.PlanAsync([.. batch.Select(i => i.Item)], cancellation);
            scope.Sizes.Learn(collection.Name, batch.Length, planned.Sum(p => p.Bytes));
            chosen.AddRange(batch.Where((_, i) => (planned[i].Mongo is { } mongo && filter.Matches(mongo.State)) || (planned[i].BigPeer is { } state && filter.Matches(state))));
            loop.Tick();
        }
        return chosen;
    }

    private async Task HintAsync(KeyItem item, FeedMark mark, CancellationToken cancellation)
    {
        MongoC.Bson.BsonValue? mongoId = item.Item.MongoIds.Count > 0 ? item.Item.MongoIds[0] : null;
        await queue.EnqueueAsync(new Hint(item.Item.Key, HintSides.Recheck, mongoId), Lane.Bulk, mark, loop.Tick, cancellation);
        Change(r => r with { Hinted = r.Hinted + 1 });
    }

    private async Task RetryAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await run(cancellation);
                return;
            }
            catch (SideException e)
            {
                Change(r => r with { LastError = e.Message });
                await retry.WaitAsync(e, cancellation);
            }
        }
    }

    private void Change(Func<ResyncReport, ResyncReport> change)
    {
        lock (_lock) _report = change(_report!);
    }
}
