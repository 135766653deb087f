using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Status;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.MassDeletes;

/// <summary>
/// Blocks, releases and counted deletes in the bridge's state collection: one document per collection and side, <c>{_id: {b: bridge, s: shard, k: "massDeletes", c: collection, x: side}, epoch,
/// block: {id, since, most}, release: {id, marked}, deletes: [{at, count}]}</c>, each part where there is something. A runtime that was replaced does not overwrite what its successor wrote.
/// </summary>
internal sealed class MassDeleteStore(MongoClient client, string database, BridgeShard shard, Func<long> epoch) : IMassDeleteStore
{
    /// <summary>What such documents are called in their <c>_id</c>.</summary>
    public const string Kind = "massDeletes";

    public async Task<IReadOnlyList<MassDeleteRecord>> LoadAsync(CancellationToken cancellation)
    {
        var records = new List<MassDeleteRecord>();
        var filter = BsonDocuments.Make(f =>
        {
            f.String("_id.b", shard.Bridge);
            f.Int32("_id.s", shard.Shard);
            f.String("_id.k", Kind);
        });
        await using var pages = client.FindAsync(database, StateCollections.State, filter, BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask())) records.AddRange(pages.Current.Select(Read));
        return records;
    }

    /// <exception cref="FencedException">Another runtime of this bridge has saved under a newer epoch.</exception>
    public async Task SaveAsync(MassDeleteRecord record, CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(f =>
        {
            WriteId(f, record);
            f.Document("epoch", e => e.Int64("$lte", epoch()));
        });
        var bulk = new BulkWrite();
        if (record.IsEmpty) bulk.DeleteOne(filter);
        else bulk.ReplaceOne(filter, BsonDocuments.Make(w => Write(w, record)), upsert: true);
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, bulk, ordered: true, session: null, cancellation));
        if (!result.HasErrors) return;
        // The filter does not match a document of a newer epoch, and so the upsert makes a second one of its _id.
        if (result.WriteErrors is [{ Code: MongoErrors.DuplicateKey }, ..]) throw FencedException.Replaced();
        throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the state of the mass-delete guard.");
    }

    private void Write(BsonWriter writer, MassDeleteRecord record)
    {
        WriteId(writer, record);
        writer.Int64("epoch", epoch());
        if (record.Block is { } block)
        {
            writer.Document("block", b =>
            {
                b.String("id", block.Id);
                b.DateTime("since", block.Since.ToUnixTimeMilliseconds());
                b.Int64("most", block.Most);
            });
        }
        if (record.Release is { } release)
        {
            writer.Document("release", r =>
            {
                r.String("id", release.Id);
                r.Boolean("marked", release.IsMarked);
            });
        }
        if (record.Deletes.Count == 0) return;
        writer.StartArray("deletes");
        foreach (var deletes in record.Deletes)
        {
            writer.Document("", d =>
            {
                d.DateTime("at", deletes.At.ToUnixTimeMilliseconds());
                d.Int64("count", deletes.Count);
            });
        }
        writer.End();
    }

    private void WriteId(BsonWriter writer, MassDeleteRecord record) => writer.Document("_id", i =>
    {
        shard.WriteTo(i);
        i.String("k", Kind);
        i.String("c", record.Collection);
        i.String("x", MetricLabels.Of(record.Lacking));
    });

    private static MassDeleteRecord Read(ReadOnlyMemory<byte> document)
    {
        var id = BsonDocuments.Nested(document, "_id")!;
        return new MassDeleteRecord(
            BsonDocuments.Text(id, "c")!,
            BsonDocuments.Text(id, "x") == MetricLabels.Of(Side.Mongo) ? Side.Mongo : Side.BigPeer,
            BsonDocuments.Nested(document, "block") is { } block ? new MassDeleteBlock(BsonDocuments.Text(block, "id")!, BsonDocuments.Time(block, "since") ?? DateTimeOffset.UnixEpoch, BsonDocuments.Integer(block, "most")) : null,
            BsonDocuments.Nested(document, "release") is { } release ? new MassDeleteRelease(BsonDocuments.Text(release, "id")!, BsonDocuments.Flag(release, "marked")) : null)
        {
            Deletes = BsonDocuments.Nested(document, "deletes") is { } deletes ? ReadDeletes(deletes) : [],
        };
    }

    private static List<CountedDeletes> ReadDeletes(byte[] array)
    {
        var read = new List<CountedDeletes>();
        foreach (var element in new BsonReader(array))
        {
            var deletes = element.Value.ToArray();
            if (BsonDocuments.Time(deletes, "at") is { } at) read.Add(new CountedDeletes(at, BsonDocuments.Integer(deletes, "count")));
        }
        return read;
    }
}
