using System.Collections.Concurrent;
using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using BridgeRuntime.Preflight;
using BridgeRuntime.Status;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Looks for changes at the Big Peer, which has no change feed over HTTP. Each interval one cheap statement tells whether anybody else wrote; only then, and at
/// least once per full-pass interval, the documents are read and compared with the ledger.
/// </summary>
internal sealed class BigPeerPoll(
    BigPeerClient client, IReadOnlyList<BigPeerPass> passes, StartChecks checks, BigPeerSettings settings, IFeedObserver observer, RetryLoop retry, TimeProvider time)
{
    private readonly HashSet<BigPeerPass> _begun = [];
    private readonly PollWatch _watch = new(client, observer, settings.RequestTimeout, time);
    private long _mark = -1;    // everything up to this transaction has been looked at
    private long _fullPassAt;
    private readonly ConcurrentQueue<Action> _asked = new();

    /// <summary>Asks for a full pass over every collection that begins after this.</summary>
    /// <param name="done">Is told when everything that differs has been hinted.</param>
    public void AskForPass(Action done) => _asked.Enqueue(done);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var pass in passes) pass.Moved = _watch.Moved;
        while (true)
        {
            var started = time.GetTimestamp();
            await retry.RunAsync(c => _watch.RunAsync(PollAsync, c), cancellation);
            retry.Succeeded();
            observer.Tick(LoopName.Poll);
            // A pass over many documents takes long; half of the time is left to others.
            var pause = TimeSpan.FromTicks(Math.Max(settings.PollInterval.Ticks, time.GetElapsedTime(started).Ticks));
            await Task.Delay(pause, time, cancellation);
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        // Taken before anything is looked at; what this look cannot do the next one does.
        List<Action> asked = [.. _asked];
        var served = passes.Where(p => checks.IsServed(p.Collection.Name)).ToList();
        if (served.Count == 0)
        {
            // None of them can be passed over, and what becomes fit is as a whole.
            Tell(asked);
            return;
        }
        var askedAt = time.GetTimestamp();
        var current = await CurrentTransactionAsync(served[0].Collection, cancellation);
        observer.SideSucceeded(Side.BigPeer);
        var isFullDue = asked.Count > 0 || _mark < 0 || time.GetElapsedTime(_fullPassAt) >= settings.FullPassInterval;
        var isBehind = _mark < 0 || await client.Transactions.HasForeignAsync(_mark, current, settings.PollInterval, time, cancellation);
        if (isBehind) observer.BigPeerBehind();
        else observer.BigPeerLooked(time.GetElapsedTime(askedAt));
        var started = time.GetTimestamp();
        foreach (var pass in served)
        {
            // One that has just become fit has not been looked at, whoever wrote.
            var isFirst = !_begun.Contains(pass);
            if (!isFullDue && !isBehind && !isFirst) continue;
            await PassAsync(pass, isFullDue || isFirst, cancellation);
            _begun.Add(pass);
        }
        _mark = current;
        client.Transactions.Forget(current);
        if (!isFullDue && !isBehind) return;
        if (isFullDue) _fullPassAt = started;
        if (isBehind) observer.BigPeerLooked(time.GetElapsedTime(askedAt));
        Tell(asked);
    }

    private void Tell(List<Action> asked)
    {
        foreach (var done in asked)
        {
            _asked.TryDequeue(out _);
            done();
        }
    }

    private async Task PassAsync(BigPeerPass pass, bool isFullDue, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var kind = isFullDue || !pass.CanNarrow ? BigPeerPassKind.Full : BigPeerPassKind.Changed;
        if (kind == BigPeerPassKind.Full) await pass.RunFullAsync(isFullDue, cancellation);
        else await pass.RunNarrowAsync(cancellation);
        observer.BigPeerPassTook(pass.Collection.Name, kind, time.GetElapsedTime(started));
    }

    private async Task<long> CurrentTransactionAsync(CollectionSettings any, CancellationToken cancellation)
    {
        var floor = client.Transactions.Highest;
        var answer = await client.QueryAsync(any.IsStrict, $"SELECT _id FROM {DqlName.Quote(any.Name)} LIMIT 1", arguments: null, cancellation);
        if (answer.TransactionId >= floor) return answer.TransactionId;
        throw new SideException(Side.BigPeer, SideFailure.Unavailable, $"The Big Peer answered from transaction {answer.TransactionId}, which is older than what this bridge has seen ({floor}). Where its data was reset, run drop-state.") { IsBehind = true };
    }
}
