using System.Text;
using BridgeRuntime.Documents;
using BridgeRuntime.Filters;

namespace BridgeRuntime.Verification;

/// <summary>
/// One pass over the keys of a collection: read a page → plan it → judge each plan → look again at what differs, once the bridge has had its time → pass the page's position.
/// </summary>
internal sealed class CollectionPass(VerifiedCollection collection, VerificationScope scope, VerificationRequest request, VerificationProgress progress, Action alive, TimeProvider time)
{
    /// <summary>Differences that wait for their second look; with more, the pass waits for them.</summary>
    private const int MostSuspects = 1000;

    /// <summary>A document that was written so often while it was looked at is called in flight.</summary>
    private const int MostChanges = 5;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Queue<PageTally> _pages = new();
    private readonly DocumentFilter? _filter = request.FilterOf(collection.Name);
    private List<Suspect> _suspects = [];
    private VerificationCounts _carried = new();

    /// <exception cref="SideException">A side does not answer; what was passed stays passed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var position = progress.Begin(collection.Name, await collection.Keys.ExpectedAsync(cancellation));
        await foreach (var page in collection.Keys.ReadAsync(position, cancellation))
        {
            var began = time.GetTimestamp();
            var tally = new PageTally(page.Position);
            _pages.Enqueue(tally);
            foreach (var letter in page.Refused)
            {
                progress.Found(letter);
                Count(tally, FindingTally.Of(FindingKind.Refused));
            }
            var items = page.Items.Where(IsInSample).ToList();
            await PlanAsync(items, i => i, (item, finding) => Take(item, finding, tally), cancellation);
            await SettleAsync(MostSuspects, cancellation);
            Pass();
            alive();
            if (request.Rate is { } rate && TimeSpan.FromSeconds(items.Count / rate) - time.GetElapsedTime(began) is { Ticks: > 0 } rest) await Task.Delay(rest, time, cancellation);
        }
        await SettleAsync(most: 0, cancellation);
        Pass();
    }

    /// <summary>Reads and plans keys, several batches side by side; what was read of a batch is forgotten with it.</summary>
    private async Task PlanAsync<T>(IReadOnlyList<T> keys, Func<T, KeyItem> itemOf, Action<T, Finding> found, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = scope.Parallel, CancellationToken = cancellation };
        await Parallel.ForEachAsync(keys.Chunk(scope.Sizes.For(collection.Name)), options, async (batch, stop) =>
        {
            var planned = await collection.Reconciler.PlanAsync([.. batch.Select(k => itemOf(k).Item)], stop);
            scope.Sizes.Learn(collection.Name, batch.Length, planned.Sum(p => p.Bytes));
            for (var i = 0; i < batch.Length; i++)
            {
                if (Judge(itemOf(batch[i]), planned[i]) is not { } finding) continue;
                lock (_lock) found(batch[i], finding);
            }
        });
    }

    private Finding? Judge(KeyItem item, PlannedKey planned)
    {
        if (_filter is not null && !(planned.Mongo is { } mongo && _filter.Matches(mongo.State)) && !(planned.BigPeer is { } state && _filter.Matches(state))) return null;
        return KeyJudge.Judge(item, planned, collection.Settings, scope.IsBigPeerRead(collection.Name), scope.IsParked(planned.Key), scope.IsHeld(planned));
    }

    private void Take(KeyItem item, Finding finding, PageTally page)
    {
        if (!finding.IsDifference || scope.Motion is null)
        {
            Conclude(finding, page);
            return;
        }
        var now = time.GetUtcNow();
        page.Open++;
        _suspects.Add(new Suspect(item, finding, page, now, now, Changes: 0));
    }

    /// <summary>Looks again at what may be looked at; waits until no more than so many are left.</summary>
    private async Task SettleAsync(int most, CancellationToken cancellation)
    {
        while (_suspects.Count > 0 && scope.Motion is { } motion)
        {
            var (ready, waiting) = (new List<Suspect>(), new List<Suspect>());
            foreach (var suspect in _suspects)
            {
                var state = motion.Of(suspect.Item.Item.Key, suspect.Since);
                if (state == Motion.Settled) ready.Add(suspect);
                else if (state == Motion.Held || time.GetUtcNow() - suspect.First > scope.Patience) Close(suspect, FindingKind.InFlight);
                else waiting.Add(suspect);
            }
            _suspects = waiting;
            var looked = new HashSet<Suspect>(ReferenceEqualityComparer.Instance);
            await PlanAsync(ready, s => s.Item, (suspect, finding) =>
            {
                looked.Add(suspect);
                Look(suspect, finding);
            }, cancellation);
            // What is gone by now, or was judged where it was found first, says nothing.
            foreach (var gone in ready.Where(s => !looked.Contains(s))) gone.Page.Open--;
            if (_suspects.Count <= most) return;
            alive();
            if (ready.Count == 0) await Task.Delay(LookInterval, time, cancellation);
        }
    }

    private void Look(Suspect suspect, Finding finding)
    {
        if (!finding.IsDifference || finding.State == suspect.Finding.State)
        {
            suspect.Page.Open--;
            Conclude(finding, suspect.Page);
        }
        else if (suspect.Changes + 1 >= MostChanges) Close(suspect, FindingKind.InFlight);
        else _suspects.Add(suspect with { Finding = finding, Since = time.GetUtcNow(), Changes = suspect.Changes + 1 });
    }

    private void Close(Suspect suspect, FindingKind kind)
    {
        suspect.Page.Open--;
        Count(suspect.Page, FindingTally.Of(kind));
    }

    private void Conclude(Finding finding, PageTally page)
    {
        Count(page, FindingTally.Of(finding.Kind, finding.Plan, finding.Lacking));
        if (finding.Difference is { } difference) progress.Found(difference);
        if (finding.Letter is { } letter) progress.Found(letter);
    }

    private void Count(PageTally page, VerificationCounts counts)
    {
        page.Counts.Add(counts);
        progress.Count(collection.Name, counts);
    }

    /// <summary>Passes the pages of which everything is judged, in their order.</summary>
    private void Pass()
    {
        while (_pages.TryPeek(out var page) && page.Open == 0)
        {
            _pages.Dequeue();
            _carried.Add(page.Counts);
            if (page.Position is not { } position) continue;
            progress.Passed(collection.Name, position, _carried);
            _carried = new VerificationCounts();
        }
    }

    private bool IsInSample(KeyItem item) => request.Sample is not { } share || StableHash.Of(Encoding.UTF8.GetBytes(item.Item.Key.Id.Json)) <= share * ulong.MaxValue;
}
