using System.Text;
using System.Text.Json.Nodes;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>
/// A Big Peer's collection in memory, with the merging of Ditto's maps. It throws when a value's kind is changed without an UNSET, which the
/// real engine answers with old variants coming back.
/// </summary>
internal sealed class MemoryBigPeer(StepGate gate, Random random, StaleReads stale) : IBigPeerDocuments
{
    private readonly List<Dictionary<DittoId, JsonObject>> _history = [];
    private int _floor;

    public Dictionary<DittoId, JsonObject> Documents { get; private set; } = [];

    public HashSet<DittoId> Changed { get; } = [];

    public bool HintsOfWrites { get; init; } = true;

    public int BridgeWrites { get; private set; }

    /// <summary>What the bridge set the collection's counter to, in order.</summary>
    public List<long> Resets { get; } = [];

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> FindAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var view = Documents;
        if (stale != StaleReads.None && random.NextDouble() < .3)
        {
            var from = stale == StaleReads.NotBeforeOwnWrites ? _floor : 0;
            var choice = random.Next(from, _history.Count + 1);
            _floor = Math.Max(_floor, choice);
            if (choice < _history.Count)
            {
                view = _history[choice];
                Changed.UnionWith(ids);     // the newer state has a hint of its own
            }
        }
        else _floor = _history.Count;
        var found = States(collection, view, ids);
        await gate;
        return found;
    }

    public Task<IReadOnlyDictionary<DittoId, DocumentState>> FindNewestAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation) =>
        FindAsync(collection, ids, cancellation);

    /// <summary>Nobody writes strictly here: nothing is hidden.</summary>
    public Task<IReadOnlyDictionary<DittoId, DocumentState>> FindRegisterAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<DittoId, DocumentState>>(new Dictionary<DittoId, DocumentState>());

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> UnsetAsync(CollectionSettings collection, IReadOnlyList<FieldPath> paths, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        foreach (var id in ids.Where(Documents.ContainsKey))
        {
            var document = Clone(Documents[id]);
            foreach (var path in paths) Unset(document, path, collection.IsStrict);
            Put(id, document, byBridge: true);
        }
        var after = States(collection, Documents, ids);
        await gate;
        return after;
    }

    public async Task PruneAsync(CollectionSettings collection, FieldPath path, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        foreach (var id in ids.Where(Documents.ContainsKey))
        {
            var document = Clone(Documents[id]);
            JsonNode? map = document;
            foreach (var name in path.Names) map = (map as JsonObject)?[name];
            if (map is not JsonObject { Count: 0 }) continue;
            Unset(document, path, collection.IsStrict);
            Put(id, document, byBridge: true);
        }
        await gate;
    }

    public async Task<IReadOnlyDictionary<DittoId, DocumentState>> UpsertAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        var changed = new List<DittoId>();
        CheckDeclared(collection, documents);
        foreach (var (id, json, _, _) in documents)
        {
            var merged = Documents.TryGetValue(id, out var old) ? Clone(old) : [];
            Merge(merged, Parse(json), collection.IsStrict);
            if (old is not null && JsonNode.DeepEquals(old, merged)) continue;
            Put(id, merged, byBridge: true);
            changed.Add(id);
            NoteReset(collection, Parse(json));
        }
        var after = States(collection, Documents, changed);
        await gate;
        return after;
    }

    public async Task<IReadOnlySet<DittoId>> InsertIfAbsentAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        CheckDeclared(collection, documents);
        var created = documents.Where(d => !Documents.ContainsKey(d.Id)).ToList();
        foreach (var (id, json, _, _) in created) Put(id, Parse(json), byBridge: true);
        await gate;
        return created.Select(d => d.Id).ToHashSet();
    }

    public async Task<IReadOnlySet<DittoId>> DeleteUnchangedAsync(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents, CancellationToken cancellation)
    {
        var unchanged = documents.Where(d => Documents.TryGetValue(d.Id, out var now) && JsonNode.DeepEquals(now, Parse(d.Json))).Select(d => d.Id).ToHashSet();
        foreach (var id in unchanged) Put(id, document: null, byBridge: true);
        await gate;
        return unchanged;
    }

    public async Task DeleteAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        foreach (var id in ids) Put(id, document: null, byBridge: true);
        await gate;
    }

    public void Put(DittoId id, JsonObject? document, bool byBridge)
    {
        if (document is null ? !Documents.ContainsKey(id) : Documents.TryGetValue(id, out var old) && JsonNode.DeepEquals(old, document)) return;
        _history.Add(Documents);
        Documents = new Dictionary<DittoId, JsonObject>(Documents);
        if (document is null) Documents.Remove(id);
        else Documents[id] = document;
        if (HintsOfWrites) Changed.Add(id);
        if (!byBridge) return;
        _floor = _history.Count;
        BridgeWrites++;
    }

    /// <summary>What is there now is the oldest state that a stale read can show.</summary>
    public void BeginHere()
    {
        _history.Clear();
        Changed.Clear();
        _floor = 0;
    }

    public static JsonObject Clone(JsonObject document) => document.DeepClone().AsObject();

    private static JsonObject Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!.AsObject();

    public static DocumentState State(CollectionSettings collection, JsonObject document) => collection.StateReader.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));

    private static Dictionary<DittoId, DocumentState> States(CollectionSettings collection, Dictionary<DittoId, JsonObject> view, IEnumerable<DittoId> ids) =>
        ids.Where(view.ContainsKey).ToDictionary(id => id, id => State(collection, view[id]));

    /// <summary>An undeclared number would become a register.</summary>
    private static void CheckDeclared(CollectionSettings collection, IReadOnlyList<BigPeerWrite> documents)
    {
        foreach (var write in documents)
        {
            if (!collection.Counters.IsEmpty && CounterOf(collection, Parse(write.Json)) is not null && write.Counters is not { IsEmpty: false }) throw new InvalidOperationException("A counter is written undeclared.");
        }
    }

    /// <summary>The value of the collection's only counter; null where the document has none.</summary>
    public static JsonNode? CounterOf(CollectionSettings collection, JsonObject document) =>
        collection.Counters.Paths.Single().Names.Aggregate((JsonNode?)document, (node, name) => (node as JsonObject)?[name]);

    private void NoteReset(CollectionSettings collection, JsonObject written)
    {
        if (!collection.Counters.IsEmpty && CounterOf(collection, written) is { } value) Resets.Add(value.GetValue<long>());
    }

    private static void Unset(JsonObject document, FieldPath path, bool strict)
    {
        if (strict && path.Names.Count > 1) throw new InvalidOperationException("Unsupported DML operation on REGISTER field.");
        var parent = document;
        foreach (var name in path.Names.SkipLast(1))
            parent = parent[name] as JsonObject ?? throw new InvalidOperationException($"UNSET {path} would create maps that were not there.");
        parent.Remove(path.Names[^1]);
    }

    private static void Merge(JsonObject target, JsonObject source, bool strict)
    {
        foreach (var (name, value) in source)
        {
            if (strict || !target.TryGetPropertyValue(name, out var old))
            {
                target[name] = value?.DeepClone();
                continue;
            }
            if (value is JsonObject != old is JsonObject) throw new InvalidOperationException($"The kind of '{name}' changes without an UNSET.");
            if (value is JsonObject map && old is JsonObject oldMap) Merge(oldMap, map, strict);
            else target[name] = value?.DeepClone();
        }
    }
}
