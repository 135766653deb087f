using System.Runtime.CompilerServices;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>Reads a change stream as long as it lives; one that stays open and tells nothing while MongoDB moves on fails, so that it is opened anew.</summary>
internal sealed class StreamWatch(MongoClient client, IFeedObserver observer, TimeProvider time)
{
    /// <summary>A living stream answers twice a second.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private static readonly byte[] Hello = BsonDocuments.Make(static w => w.Int32("hello", 1));

    private int _wedges;

    /// <param name="open">Opens the stream.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SideException">A side failed, or the stream stands still.</exception>
    public async IAsyncEnumerable<ChangeStreamBatch> ReadAsync(Func<CancellationToken, IAsyncEnumerable<ChangeStreamBatch>> open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var batches = open(ended.Token).GetAsyncEnumerator(ended.Token);
        var progress = new StreamProgress(time);
        while (await NextAsync(batches, ended))
        {
            var batch = batches.Current;
            progress.Answered(batch.ResumeToken);
            if (progress.IsLookDue) progress.Looked(await NewestAsync(cancellation));
            if (progress.StandsStill) throw Wedged("MongoDB's change stream stands still while the database moves on");
            // The first answer of a stream says where it was opened, and nothing of whether it moves.
            if (progress.HasMoved && _wedges > 0)
            {
                _wedges = 0;
                observer.StreamMoves();
            }
            yield return batch;
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<ChangeStreamBatch> batches, CancellationTokenSource ended)
    {
        var next = MongoErrors.TranslateAsync(batches.MoveNextAsync().AsTask());
        try
        {
            // A stop ends the call itself; the stream must not be disposed of while one is under way.
            return await next.WaitAsync(AnswerLimit, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // The call itself ends when its connection does; nobody waits for it any more.
            await ended.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw Wedged($"MongoDB's change stream has not answered for {AnswerLimit.TotalSeconds} s");
        }
    }

    private SideException Wedged(string what)
    {
        observer.StreamWedged(++_wedges);
        return new SideException(Side.Mongo, SideFailure.Unavailable, $"{what}. It is opened anew.");
    }

    /// <summary>A replica set tells its newest write that cannot be rolled back; a router only the newest time that it knows.</summary>
    private async Task<BsonTimestamp> NewestAsync(CancellationToken cancellation)
    {
        var reply = await MongoErrors.TranslateAsync(client.RunCommandAsync("admin", Hello, session: null, cancellation));
        if (BsonDocuments.Nested(reply, "lastWrite") is { } last && BsonDocuments.Nested(last, "majorityOpTime") is { } majority && TimeOf(majority, "ts"u8) is { } written) return written;
        return TimeOf(reply, "operationTime"u8) ?? default;
    }

    private static BsonTimestamp? TimeOf(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name) =>
        BsonReader.TryFind(document, name, out var time) && time.Type == BsonType.Timestamp ? time.AsTimestamp() : null;
}
