using System.Buffers.Binary;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Ledger;

/// <summary>Intent slots in the bridge's state collection: <c>{_id: {b, s, k: "intents", n: slot}, e: [{c, d, v, m?, p?, w?, mo?, po?, dm?, dp?}]}</c>, 16 bytes a path.</summary>
internal sealed class MongoIntentSlots(MongoClient client, string database, BridgeShard shard) : IIntentSlots
{
    private const int EntrySize = 16;

    /// <summary>Comes before each write.</summary>
    public Func<CancellationToken, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    public async Task WriteAsync(int slot, IReadOnlyCollection<KeyValuePair<DocumentKey, OpenIntents>> intents, CancellationToken cancellation)
    {
        var id = BsonDocuments.Make(w => WriteId(w, slot));
        var document = BsonDocuments.Make(w =>
        {
            WriteId(w, slot);
            Write(w, intents);
        });
        await BeforeWrite(cancellation);
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, new BulkWrite().ReplaceOne(id, document, upsert: true), ordered: true, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the bridge's intents.");
    }

    public async Task<IReadOnlyList<KeyValuePair<DocumentKey, OpenIntents>>> ReadAllAsync(CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(f =>
        {
            f.String("_id.b", shard.Bridge);
            f.Int32("_id.s", shard.Shard);
            f.String("_id.k", "intents");
        });
        var all = new List<KeyValuePair<DocumentKey, OpenIntents>>();
        await using var pages = client.FindAsync(database, StateCollections.State, filter, BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var slot in pages.Current) Read(BsonDocuments.Nested(slot, "e"), all);
        }
        return all;
    }

    internal static void Write(BsonWriter writer, IEnumerable<KeyValuePair<DocumentKey, OpenIntents>> intents)
    {
        writer.StartArray("e");
        foreach (var (key, open) in intents)
        {
            writer.StartDocument("");
            writer.String("c", key.Collection);
            writer.String("d", key.Id.Json);
            writer.Int64("v", open.BaseVersion);
            WriteAll(writer, "m", open.ToMongo);
            WriteAll(writer, "p", open.ToBigPeer);
            WriteAll(writer, "w", open.WholeToBigPeer);
            WriteAll(writer, "mo", open.OverruledInMongo);
            WriteAll(writer, "po", open.OverruledAtBigPeer);
            if (open.DeletesInMongo) writer.Boolean("dm", true);
            if (open.DeletesAtBigPeer) writer.Boolean("dp", true);
            writer.End();
        }
        writer.End();
    }

    private void WriteId(BsonWriter writer, int slot) => writer.Document("_id", w =>
    {
        shard.WriteTo(w);
        w.String("k", "intents");
        w.Int32("n", slot);
    });

    internal static void Read(byte[]? entries, List<KeyValuePair<DocumentKey, OpenIntents>> into)
    {
        if (entries is null) return;
        foreach (var element in new BsonReader(entries))
        {
            var entry = element.Value.ToArray();
            var intents = new OpenIntents(BsonDocuments.Integer(entry, "v"));
            AddAll(entry, "m", (path, value) => intents.Add(HintSides.Mongo, path, value));
            AddAll(entry, "p", (path, value) => intents.Add(HintSides.BigPeer, path, value));
            AddAll(entry, "w", intents.AddOfWhole);
            AddAll(entry, "mo", (path, value) => intents.Overrule(HintSides.Mongo, path, value));
            AddAll(entry, "po", (path, value) => intents.Overrule(HintSides.BigPeer, path, value));
            if (BsonDocuments.Flag(entry, "dm")) intents.Delete(HintSides.Mongo);
            if (BsonDocuments.Flag(entry, "dp")) intents.Delete(HintSides.BigPeer);
            if (BsonDocuments.Text(entry, "c") is not { } collection || BsonDocuments.Text(entry, "d") is not { } id)
                throw new SideException(Side.Mongo, SideFailure.Protocol, $"A document in {StateCollections.State} is not the bridge's. Nothing else may write there.");
            into.Add(KeyValuePair.Create(new DocumentKey(collection, new DittoId(id)), intents));
        }
    }

    private static void AddAll(byte[] entry, string name, Action<ulong, ulong> add)
    {
        if (!BsonReader.TryFind(entry, name, out var element) || element.Type != BsonType.Binary) return;
        var bytes = element.AsBinary(out _);
        for (; bytes.Length >= EntrySize; bytes = bytes[EntrySize..])
            add(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    private static void WriteAll(BsonWriter writer, string name, IReadOnlyCollection<(ulong Path, ulong Value)> entries)
    {
        if (entries.Count == 0) return;
        var bytes = new byte[entries.Count * EntrySize];
        var target = bytes.AsSpan();
        foreach (var (path, value) in entries)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, path);
            BinaryPrimitives.WriteUInt64LittleEndian(target[8..], value);
            target = target[EntrySize..];
        }
        writer.Binary(name, bytes);
    }
}
