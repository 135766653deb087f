using System.Collections.Immutable;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Checkpoints;

/// <summary>
/// Keeps the checkpoint in the bridge's state collection, under an epoch that grows with every start: who saves under an old one has been replaced.
/// </summary>
internal sealed class CheckpointStore(MongoClient client, string database, BridgeShard shard)
{
    /// <summary>The epoch of this run; 0 before <see cref="OpenAsync"/>.</summary>
    public long Epoch { get; private set; }

    /// <summary>Begins a new epoch and gives what the last one saved.</summary>
    public async Task<Checkpoint> OpenAsync(CancellationToken cancellation)
    {
        var reply = await MongoErrors.TranslateAsync(client.RunWriteCommandAsync(database, BsonDocuments.Make(w =>
        {
            w.String("findAndModify", StateCollections.State);
            w.Document("query", q => WriteId(q));
            w.Document("update", u => u.Document("$inc", i => i.Int64("epoch", 1)));
            w.Boolean("upsert", value: true);
            w.Boolean("new", value: true);
        }), session: null, cancellation));
        ReadOnlyMemory<byte> document = BsonDocuments.Nested(reply, "value") ?? throw new SideException(Side.Mongo, SideFailure.Protocol, "MongoDB's findAndModify gave no document.");
        Epoch = BsonDocuments.Integer(document, "epoch");
        return Read(document);
    }

    /// <summary>What the last run saved, or the running one has; null where the bridge has never run. It begins no epoch.</summary>
    public async Task<Checkpoint?> PeekAsync(CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, StateCollections.State, BsonDocuments.Make(f => WriteId(f)), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        return await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()) && pages.Current.Count > 0 ? Read(pages.Current[0]) : null;
    }

    /// <summary>Saves.</summary>
    /// <exception cref="FencedException">Another runtime of this bridge has begun a newer epoch; this one must end.</exception>
    /// <exception cref="StateGoneException">Somebody dropped the collection.</exception>
    public async Task SaveAsync(Checkpoint checkpoint, CancellationToken cancellation)
    {
        var document = BsonDocuments.Make(w =>
        {
            WriteId(w);
            w.Int64("epoch", Epoch);
            if (checkpoint.StreamToken is { } token) w.Document("streamToken", token.Span);
            if (checkpoint.StreamTime is { } time) w.DateTime("streamTime", time.ToUnixTimeMilliseconds());
            if (checkpoint.Served is { } served) w.Array("served", served.Select(BsonValue.Of));
            if (checkpoint.Lost is { } lost) w.Document("lost", l => Write(l, lost));
            w.Int64("transaction", checkpoint.Transaction);
            if (checkpoint.PausedSince is { } since) w.DateTime("pausedSince", since.ToUnixTimeMilliseconds());
            // Names of collections may hold dots: an array, not a map.
            w.StartArray("collections");
            foreach (var (name, progress) in checkpoint.Collections) w.Document("", p => Write(p, name, progress));
            w.End();
        });
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, new BulkWrite().ReplaceOne(OfThisEpoch(), document), ordered: true, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the checkpoint.");
        if (result.Matched == 0) throw await LostAsync(cancellation);
    }

    /// <summary>Somebody else's epoch stands there, or nothing does.</summary>
    private async Task<Exception> LostAsync(CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, StateCollections.State, BsonDocuments.Make(WriteId), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        var isThere = await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()) && pages.Current.Count > 0;
        return isThere ? FencedException.Replaced() : StateGoneException.Of("the bridge's checkpoint");
    }

    /// <summary>Removes the checkpoint: the bridge has never run.</summary>
    /// <exception cref="FencedException">Another runtime of this bridge has begun a newer epoch.</exception>
    public async Task RemoveAsync(CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, new BulkWrite().DeleteOne(OfThisEpoch()), ordered: true, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not remove the checkpoint.");
        if (result.Deleted == 0) throw FencedException.Replaced();
    }

    private byte[] OfThisEpoch() => BsonDocuments.Make(w =>
    {
        WriteId(w);
        w.Int64("epoch", Epoch);
    });

    private void WriteId(BsonWriter writer) => writer.Document("_id", w =>
    {
        shard.WriteTo(w);
        w.String("k", "checkpoint");
    });

    private static void Write(BsonWriter writer, string name, CollectionProgress progress)
    {
        writer.String("name", name);
        writer.Boolean("snapshotDone", progress.SnapshotDone);
        progress.SnapshotPosition?.WriteTo(writer, "snapshotPosition");
        writer.Int64("snapshotDocuments", progress.SnapshotDocuments);
        writer.Boolean("bigPeerRead", progress.BigPeerRead);
        if (progress.Rules.Length > 0) writer.String("rules", progress.Rules);
    }

    private static void Write(BsonWriter writer, LostHistory lost)
    {
        writer.String("reason", lost.Reason.ToString());
        writer.DateTime("since", lost.Since.ToUnixTimeMilliseconds());
        if (lost.From is { } from) writer.DateTime("from", from.ToUnixTimeMilliseconds());
        writer.Array("left", lost.Left.Select(BsonValue.Of));
    }

    private static LostHistory ReadLost(byte[] lost) => new(
        Enum.TryParse<HistoryLossReason>(BsonDocuments.Text(lost, "reason"), out var reason) ? reason : HistoryLossReason.PositionUnknown, BsonDocuments.Time(lost, "since") ?? DateTimeOffset.UnixEpoch,
        BsonDocuments.Time(lost, "from"), BsonDocuments.Nested(lost, "left") is { } left ? [.. BsonDocuments.Texts(left)] : []);

    internal static Checkpoint Read(ReadOnlyMemory<byte> document)
    {
        var collections = ImmutableDictionary.CreateBuilder<string, CollectionProgress>();
        if (BsonDocuments.Nested(document, "collections") is { } list)
        {
            foreach (var element in new BsonReader(list))
            {
                var entry = element.Value.ToArray();
                if (BsonDocuments.Text(entry, "name") is not { } name) throw new SideException(Side.Mongo, SideFailure.Protocol, $"A document in {StateCollections.State} is not the bridge's. Nothing else may write there.");
                collections[name] = new CollectionProgress(BsonDocuments.Flag(entry, "snapshotDone"), BsonDocuments.Value(entry, "snapshotPosition"), BsonDocuments.Flag(entry, "bigPeerRead"))
                {
                    SnapshotDocuments = BsonDocuments.Integer(entry, "snapshotDocuments"),
                    Rules = BsonDocuments.Text(entry, "rules") ?? "",
                };
            }
        }
        var token = BsonDocuments.Nested(document, "streamToken");
        return new Checkpoint
        {
            StreamToken = token is null ? (ReadOnlyMemory<byte>?)null : token,
            StreamTime = BsonDocuments.Time(document, "streamTime"),
            Served = BsonDocuments.Nested(document, "served") is { } served ? [.. BsonDocuments.Texts(served)] : null,
            Lost = BsonDocuments.Nested(document, "lost") is { } lost ? ReadLost(lost) : null,
            PausedSince = BsonDocuments.Time(document, "pausedSince"),
            Transaction = BsonDocuments.Integer(document, "transaction"),
            Collections = collections.ToImmutable(),
        };
    }
}
