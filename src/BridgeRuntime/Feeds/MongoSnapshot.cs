using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>Hints every document that a collection has, in the order of <c>_id</c>, beside the change stream; goes on after a restart where it was.</summary>
internal sealed class MongoSnapshot(
    MongoClient client, string database, CollectionSettings collection, MongoHints hints, KeyQueue queue, DeadLetterStore letters,
    CollectionProgress progress, Action<SnapshotPosition> passed, IFeedObserver observer, RetryLoop retry, string loop)
{
    private readonly MongoIdPages _pages = new(client, database, collection);
    private readonly PositionTracker<SnapshotPosition> _positions = new(passed);
    private BsonValue? _position = progress.SnapshotPosition;
    private long _documents = progress.SnapshotDocuments;
    // A collection that is looked through again is no initial sync to be shown.
    private bool _isCounted = progress.SnapshotDone;

    /// <summary>Is told how many documents of each page were hinted, or could not be.</summary>
    public Action<int> Hinted { get; init; } = static _ => { };

    /// <summary>Returns when every document has been hinted.</summary>
    public Task RunAsync(CancellationToken cancellation) => retry.RunAsync(ReadAsync, cancellation);

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (!_isCounted) observer.SnapshotStarted(collection.Name, _documents, Math.Max(_documents, await _pages.CountAsync(cancellation)));
        _isCounted = true;
        await foreach (var page in _pages.ReadAsync(_position, cancellation))
        {
            await TakeAsync(page, cancellation);
            retry.Succeeded();
            observer.Tick(loop);
        }
        _positions.Begin(new SnapshotPosition(_position, _documents, IsEnd: true)).Complete();
    }

    private async Task TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> page, CancellationToken cancellation)
    {
        var found = new List<Hint>(page.Count);
        var faulty = new List<DeadLetter>();
        foreach (var document in page) hints.Add(document.Span, found, faulty);
        var last = BsonDocuments.Value(page[^1], "_id")!.Value;
        _documents += page.Count;
        var mark = _positions.Begin(new SnapshotPosition(last, _documents, IsEnd: false));
        try
        {
            await letters.PutAsync(faulty, cancellation);
            observer.SnapshotRead(collection.Name, page.Count);
            foreach (var hint in found) await queue.EnqueueAsync(hint, Lane.Bulk, mark, () => observer.Tick(loop), cancellation);
        }
        catch (SideException)
        {
            // The page is read again.
            _documents -= page.Count;
            _positions.Abandon(mark);
            throw;
        }
        mark.Complete();
        Hinted(page.Count);
        _position = last;
    }
}
