using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>What people do with dead letters: look at them, have them tried again, put them aside. Nothing here changes a user's document.</summary>
internal sealed class DeadLetterDesk(DeadLetterStore letters, DeadLetterReplay replay, TimeProvider time)
{
    /// <summary>Letters in one answer, and tried again by one call, at most.</summary>
    public const int MostPerCall = 1000;

    /// <summary>How long a replay waits for room in the queue; what it has not given by then is for the next call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Replays give their letters in portions, so that one that runs out of time knows how far it came.</summary>
    private const int Portion = 100;

    public async Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, ReadOnlyMemory<byte> after, int limit, CancellationToken cancellation)
    {
        var found = await letters.ReadAsync(filter, after, limit + 1, cancellation);
        var page = found.Take(limit).ToList();
        return new DeadLetterPage([.. page.Select(DeadLetterView.Of)], found.Count > limit ? ContinuationToken.Of(BsonDocuments.Nested(page[^1], "_id")!) : null);
    }

    /// <summary>One letter; null where there is none.</summary>
    public async Task<DeadLetterView?> FindAsync(string letterId, CancellationToken cancellation) =>
        letters.Find(letterId) is { } address && await letters.ReadAsync(address, cancellation) is { } letter ? DeadLetterView.Of(letter) : null;

    /// <summary>Has one document tried again; null where there is no such letter.</summary>
    public async Task<DeadLetterReplayed?> ReplayAsync(string letterId, CancellationToken cancellation)
    {
        if (letters.Find(letterId) is not { } address) return null;
        var accepted = await replay.EnqueueAsync([address], RetryCause.Request, Lane.Live, static () => { }, cancellation);
        return new DeadLetterReplayed(accepted, Skipped: 1 - accepted, Continue: null);
    }

    /// <summary>Has the documents of a filter tried again, at most <see cref="MostPerCall"/> a call.</summary>
    public async Task<DeadLetterReplayed> ReplayAsync(DeadLetterFilter filter, ReadOnlyMemory<byte> after, CancellationToken cancellation)
    {
        var found = await letters.ReadAsync(filter, after, MostPerCall + 1, cancellation);
        var ids = found.Take(MostPerCall).Select(l => BsonDocuments.Nested(l, "_id")!).ToList();
        var (accepted, done) = (0, 0);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        foreach (var portion in ids.Chunk(Portion))
        {
            try
            {
                accepted += await replay.EnqueueAsync([.. portion.Select(id => LetterAddress.Read(id))], RetryCause.Request, Lane.Live, static () => { }, either.Token);
                done += portion.Length;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The queue is full: the caller goes on where this came to.
                break;
            }
        }
        var isAll = done == ids.Count && found.Count <= MostPerCall;
        return new DeadLetterReplayed(accepted, done - accepted, isAll ? null : done == 0 ? ContinuationToken.Of(after) : ContinuationToken.Of(ids[done - 1]));
    }

    /// <summary>Puts a letter aside until its document changes; false where there is none.</summary>
    public async Task<bool> DiscardAsync(string letterId, CancellationToken cancellation) =>
        letters.Find(letterId) is { } address && await letters.DiscardAsync(address, cancellation);
}
