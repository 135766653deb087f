using System.Globalization;
using System.Text.Json;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;

namespace BridgeRuntime.BigPeer;

/// <summary>The documents of a Big Peer in batches: the statements of ditto.md §5, with the traps around them.</summary>
/// <param name="client">The HTTP API.</param>
/// <param name="maxStatementBytes">A statement's documents hold at most this much text, unless one alone is larger.</param>
internal sealed class BigPeerDocuments(BigPeerClient client, long maxStatementBytes) : IBigPeerDocuments
{
    /// <summary>500 ids a statement answer in about 25 ms; 5 000 take 440 ms (seen on the engine).</summary>
    private const int IdsPerStatement = 500;

    /// <summary>A statement with a CASE of 100 documents is as fast as it gets (seen on the engine).</summary>
    private const int GuardsPerStatement = 100;

    /// <summary>A field can hold a map, a register, a counter, a counter of the older kind and an attachment at once: each UNSET uncovers the next.</summary>
    private const int MostVariants = 5;

    private bool _canReturn = true;
    private bool _canJoin = true;

    /// <summary>Notices a server that does not know RETURNING; its documents are read back instead.</summary>
    public async Task ProbeAsync(CollectionSettings collection, CancellationToken cancellation)
    {
        try
        {
            await client.MutateAsync(collection.IsStrict, $"DELETE FROM {DqlName.Quote(collection.Name)} WHERE _id IN :ids RETURNING *", w => WriteIds(w, [new DittoId("\"__ditto_connector_probe\"")]), cancellation);
            _canReturn = true;
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused)
        {
            _canReturn = false;
        }
    }

    /// <summary>
    /// Notices a server that cannot join: there a number at a counter's path counts as the counter, and becomes one when MongoDB sets it next.
    /// </summary>
    public async Task ProbeCountersAsync(CollectionSettings collection, CancellationToken cancellation)
    {
        try
        {
            await client.QueryAsync(collection.IsStrict, CounterQuery.Statement(collection), w => WriteIds(w, [new DittoId("\"__ditto_connector_probe\"")]), cancellation);
            _canJoin = true;
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused)
        {
            _canJoin = false;
        }
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> FindAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        if (collection.Counters.IsEmpty || !_canJoin) return await FindNewestAsync(collection, ids, cancellation);
        var found = new Dictionary<DittoId, DocumentState>(ids.Count);
        await ForEachAsync(ids, async some =>
        {
            var answer = await client.QueryAsync(collection.IsStrict, CounterQuery.Statement(collection), w => WriteIds(w, some), cancellation);
            Collect(collection, answer.Items, found, CounterQuery.Read);
        });
        return found;
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> FindNewestAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<DittoId, DocumentState>(ids.Count);
        await ForEachAsync(ids, async some =>
        {
            var answer = await client.QueryAsync(collection.IsStrict, $"SELECT * FROM {DqlName.Quote(collection.Name)} WHERE _id IN :ids", w => WriteIds(w, some), cancellation);
            Collect(collection, answer.Items, found);
        });
        return found;
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> UnsetAsync(
        CollectionSettings collection, IReadOnlyList<FieldPath> paths, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var statement = $"UPDATE {DqlName.Quote(collection.Name)} UNSET {string.Join(", ", paths.Select(DqlName.Quote))} WHERE _id IN :ids";
        var hashes = paths.Select(p => p.Hash).ToList();
        var after = new Dictionary<DittoId, DocumentState>(ids.Count);
        IReadOnlyCollection<DittoId> left = ids;
        for (var i = 0; i < MostVariants && left.Count > 0; i++)
        {
            var changed = new Dictionary<DittoId, DocumentState>();
            await ForEachAsync(left, async some => await MutateAsync(collection, statement, w => WriteIds(w, some), changed, cancellation));
            foreach (var (id, state) in changed) after[id] = state;
            left = [.. changed.Where(c => Holds(c.Value, hashes)).Select(c => c.Key)];
        }
        return after;
    }

    public async Task PruneAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var quoted = DqlName.Quote(path);
        var statement = $"UPDATE {DqlName.Quote(collection.Name)} UNSET {quoted} WHERE _id IN :ids AND object_length({quoted}) = 0";
        var after = new Dictionary<DittoId, DocumentState>();
        await ForEachAsync(ids, async some => await MutateAsync(collection, statement, w => WriteIds(w, some), after, cancellation));
        var uncovered = after.Where(a => Holds(a.Value, [path.Hash])).Select(a => a.Key).ToList();
        if (uncovered.Count > 0) await UnsetAsync(collection, [path], uncovered, cancellation);
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> FindRegisterAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var statement = $"SELECT * FROM {TypeDeclaration.OfRegister(collection.Name, path)} WHERE _id IN :ids";
        var found = new Dictionary<DittoId, DocumentState>(ids.Count);
        await ForEachAsync(ids, async some => Collect(collection, (await client.QueryAsync(collection.IsStrict, statement, w => WriteIds(w, some), cancellation)).Items, found));
        return found;
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> UpsertAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        var after = new Dictionary<DittoId, DocumentState>(documents.Count);
        // In an existing document UPDATE_LOCAL_DIFF leaves a map without members out (seen on the engine, not in strict mode); DO UPDATE writes it.
        foreach (var group in documents.GroupBy(d => (d.HoldsEmptyMap, Into: Into(collection, d))))
        {
            var statement = $"INSERT INTO {group.Key.Into} DOCUMENTS (:docs) ON ID CONFLICT DO {(group.Key.HoldsEmptyMap ? "UPDATE" : "UPDATE_LOCAL_DIFF")}";
            foreach (var some in Cut(group)) await MutateAsync(collection, statement, w => WriteDocuments(w, some), after, cancellation);
        }
        return after;
    }

    public async Task<IReadOnlySet<DittoId>> InsertIfAbsentAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        var created = new HashSet<DittoId>(documents.Count);
        foreach (var group in documents.GroupBy(d => Into(collection, d)))
        {
            var statement = $"INSERT INTO {group.Key} DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING";
            foreach (var some in Cut(group))
            {
                var answer = await client.MutateAsync(collection.IsStrict, statement, w => WriteDocuments(w, some), cancellation);
                created.UnionWith(answer.MutatedIds.Select(id => CanonicalId.Read(id.Span)));
            }
        }
        return created;
    }

    public async Task<IReadOnlySet<DittoId>> DeleteUnchangedAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        var deleted = new HashSet<DittoId>(documents.Count);
        var byId = documents.ToDictionary(d => d.Id);
        foreach (var group in IdSignature.Group(byId.Keys))
        {
            foreach (var some in Cut(group.Select(id => byId[id])).SelectMany(c => c.Chunk(GuardsPerStatement)))
            {
                var guards = some.Select((d, i) => UnchangedGuard.Of(collection.Name, d.Json, string.Create(CultureInfo.InvariantCulture, $"d{i}"))).ToList();
                var cases = string.Join(' ', guards.Select((g, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN :i{i} THEN ({g.Condition})")));
                var statement = $"DELETE FROM {DqlName.Quote(collection.Name)} WHERE _id IN :ids AND CASE _id {cases} ELSE false END";
                var answer = await client.MutateAsync(collection.IsStrict, statement, w => WriteGuards(w, some, guards), cancellation);
                deleted.UnionWith(answer.MutatedIds.Select(id => CanonicalId.Read(id.Span)));
            }
        }
        return deleted;
    }

    public Task DeleteAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation) =>
        ForEachAsync(ids, some => client.MutateAsync(collection.IsStrict, $"DELETE FROM {DqlName.Quote(collection.Name)} WHERE _id IN :ids", w => WriteIds(w, some), cancellation));

    private async Task MutateAsync(CollectionSettings collection, string statement, Action<Utf8JsonWriter> arguments, Dictionary<DittoId, DocumentState> after, CancellationToken cancellation)
    {
        var answer = await client.MutateAsync(collection.IsStrict, _canReturn ? $"{statement} RETURNING *" : statement, arguments, cancellation);
        if (_canReturn)
        {
            Collect(collection, answer.Items, after);
            return;
        }
        if (answer.MutatedIds.Count == 0) return;
        foreach (var (id, state) in await FindAsync(collection, [.. answer.MutatedIds.Select(id => CanonicalId.Read(id.Span))], cancellation)) after[id] = state;
    }

    private static bool Holds(DocumentState state, List<ulong> paths) => paths.Exists(h => state.IndexOf(h) >= 0 || state.HasBelow(h));

    private static string Into(CollectionSettings collection, BigPeerWrite write) => TypeDeclaration.Of(collection.Name, write.Counters ?? CounterPaths.None);

    private static void Collect(CollectionSettings collection, IReadOnlyList<ReadOnlyMemory<byte>> items, Dictionary<DittoId, DocumentState> into) =>
        Collect(collection, items, into, (c, item) => c.StateReader.Read(item));

    /// <summary>Reads an answer's items into documents by their ids.</summary>
    /// <exception cref="SideException">An item is no document with an <c>_id</c>.</exception>
    internal static void Collect(
        CollectionSettings collection, IReadOnlyList<ReadOnlyMemory<byte>> items, Dictionary<DittoId, DocumentState> into, Func<CollectionSettings, ReadOnlyMemory<byte>, DocumentState> read)
    {
        foreach (var item in items)
        {
            try
            {
                var state = read(collection, item);
                into[CanonicalId.Read(state.IdJson.Span)] = state;
            }
            catch (JsonException e)
            {
                throw new SideException(Side.BigPeer, SideFailure.Protocol, $"The Big Peer answered with an item of collection '{collection.Name}' that is no document with an _id.", e);
            }
        }
    }

    private static async Task ForEachAsync(IEnumerable<DittoId> ids, Func<IReadOnlyList<DittoId>, Task> run)
    {
        foreach (var group in IdSignature.Group(ids))
        {
            foreach (var some in group.Chunk(IdsPerStatement)) await run(some);
        }
    }

    private IEnumerable<IReadOnlyList<BigPeerWrite>> Cut(IEnumerable<BigPeerWrite> documents)
    {
        var some = new List<BigPeerWrite>();
        long bytes = 0;
        foreach (var document in documents)
        {
            if (some.Count > 0 && bytes + document.Json.Length > maxStatementBytes)
            {
                yield return some;
                (some, bytes) = ([], 0);
            }
            some.Add(document);
            bytes += document.Json.Length;
        }
        if (some.Count > 0) yield return some;
    }

    private static void WriteIds(Utf8JsonWriter writer, IReadOnlyList<DittoId> ids)
    {
        writer.WriteStartArray("ids"u8);
        foreach (var id in ids) writer.WriteRawValue(id.Json, skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static void WriteGuards(Utf8JsonWriter writer, IReadOnlyList<BigPeerWrite> documents, IReadOnlyList<UnchangedGuard> guards)
    {
        WriteIds(writer, [.. documents.Select(d => d.Id)]);
        for (var i = 0; i < documents.Count; i++)
        {
            writer.WritePropertyName(string.Create(CultureInfo.InvariantCulture, $"i{i}"));
            writer.WriteRawValue(documents[i].Id.Json, skipInputValidation: true);
            foreach (var (name, json) in guards[i].Arguments)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json, skipInputValidation: true);
            }
        }
    }

    private static void WriteDocuments(Utf8JsonWriter writer, IReadOnlyList<BigPeerWrite> documents)
    {
        writer.WriteStartArray("docs"u8);
        foreach (var document in documents) writer.WriteRawValue(document.Json.Span, skipInputValidation: true);
        writer.WriteEndArray();
    }
}
