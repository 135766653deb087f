using System.Text;
using System.Text.Json.Nodes;
using BridgeModel;
using BridgeRuntime.Conversion;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>
/// One random schedule: users change a document on both sides between any two atomic steps of the real reconciler, which may crash between any two
/// steps. At the end the users stop, and the bridge runs until no hint is left.
/// </summary>
internal sealed class Schedule
{
    public const string LostAgain = "lost: what was created again";

    /// <summary>A field that every document has and nobody removes: one without it is a part of a document.</summary>
    private const string Kept = "k";

    /// <summary>Paths by who writes them: only MongoDB's users, only Ditto's, both.</summary>
    private static readonly Paths NonStrictPaths = new([["a"], ["o", "b"]], [["o", "c"], ["d"]], ["e"]);

    /// <summary>Under strict mode an object is one value, so each side has its own.</summary>
    private static readonly Paths StrictPaths = new([["a"], ["o", "b"]], [["q", "c"], ["d"]], ["e"]);

    private readonly Random _random;
    private readonly ScheduleOptions _options;
    private readonly Paths _paths;
    private readonly CollectionSettings _collection;
    private readonly DocumentConverter _converter;
    private readonly StepGate _gate = new();
    private readonly MemoryMongo _mongo;
    private readonly MemoryBigPeer _bigPeer;
    private readonly MemoryLedger _ledger;
    private readonly DocumentKey _key;
    private readonly Dictionary<string, (Side Side, string? Value)> _lastWrites = [];
    private readonly Dictionary<string, string> _replaced = [];     // of the path that both sides write: a value, and the one that its user saw
    private readonly List<string> _log = [];
    private readonly HashSet<Side> _deleted = [];                   // by a user of that side, and the ledger may not have recorded it
    private readonly HashSet<BsonValue> _mongoIds = [];
    private readonly HashSet<long> _recordedResets = [];
    private int _settledResets;
    private long? _lastReset;
    private long _counted;

    private IntentBook _intents;
    private DocumentReconciler _reconciler;
    private Task<IReadOnlyList<ReconcileOutcome>>? _pass;
    private (bool Mongo, bool BigPeer) _taken;
    private bool _mongoHint, _bigPeerHint, _recheck;
    private bool _isThere;      // a document that was created again and that nobody deleted since
    private string? _parked;    // the Big Peer's document when it was last found outside the filter
    private int _fresh, _objectIds;
    private long _version;

    private sealed record Paths(string[][] OnlyMongo, string[][] OnlyBigPeer, string[] Shared);

    public Schedule(int seed, ScheduleOptions options)
    {
        _random = new Random(seed);
        _options = options;
        _paths = options.Strict ? StrictPaths : NonStrictPaths;
        _collection = new CollectionSettings("c", new CollectionSpec
        {
            Fields = options.Fields,
            DqlStrictMode = options.Strict,
            Filter = options.Filter ? "f < 3" : null,
            DittoTypes = new DittoTypesSpec { SettableCounters = options.Counter is { } counter ? [counter] : [] },
        }, options.Policy);
        _converter = new DocumentConverter(_collection);
        _mongo = new MemoryMongo(_gate);
        _bigPeer = new MemoryBigPeer(_gate, _random, options.Stale) { HintsOfWrites = !options.Poll };
        _ledger = new MemoryLedger(_gate, options.KeepIntents);
        var document = NewMongoDocument(withFields: true);
        _key = new DocumentKey("c", _collection.Identity.OfDocument(document).Id!.Value);
        (_intents, _reconciler) = Start();
        Seed(document);
    }

    public int BridgeWrites => _mongo.BridgeWrites + _bigPeer.BridgeWrites;

    public string Log => string.Join('\n', _log);

    /// <summary>Null when all went well, else what is wrong.</summary>
    public string? Run()
    {
        for (var steps = _random.Next(5, 61); steps > 0; steps--)
        {
            if (_options.Poll && _random.NextDouble() < .15) Poll();
            var x = _random.NextDouble();
            if (x < .35) UserStep();
            else if (x < .40 && _pass is not null) Crash();
            else if (_pass is not null) Step();
            else if (IsHinted) StartPass();
        }
        for (var i = 0; i < 600; i++)
        {
            if (_pass is not null)
            {
                Step();
                continue;
            }
            if (_options.Poll) Poll();
            if (!IsHinted) return Check();
            StartPass();
        }
        return "livelock";
    }

    private bool IsHinted => _mongoHint || _bigPeerHint || _recheck || _mongo.Changed.Count > 0 || _bigPeer.Changed.Count > 0;

    private (IntentBook, DocumentReconciler) Start()
    {
        var intents = new IntentBook(_ledger);
        var reconciler = new DocumentReconciler(_collection, _mongo, _bigPeer, _ledger, intents, NewObjectId, (_, _) => { }, () => ++_version, SilentObserver.Instance);
        // The harder case: what is written without a look at the Big Peer.
        reconciler.BigPeerHinted();
        return (intents, reconciler);
    }

    private void Seed(byte[] document)
    {
        BsonReader.TryFind(document, "_id"u8, out var id);
        var read = _converter.Read(document, _key.Id);
        _mongo.Documents[new BsonValue(id)] = document;
        _mongoIds.Add(new BsonValue(id));
        _bigPeer.Put(_key.Id, JsonNode.Parse(read.State.Json.Span)!.AsObject(), byBridge: false);
        _bigPeer.BeginHere();
        _ledger.Entries[_key.Id] = new LedgerEntry(_key.Id, new BsonValue(id), AgreedState.Of(read.State), ++_version, IsBaseline: false);
    }

    private void StartPass()
    {
        _mongoHint |= _mongo.Changed.Count > 0;
        _bigPeerHint |= _bigPeer.Changed.Count > 0;
        _mongo.Changed.Clear();
        _bigPeer.Changed.Clear();
        _taken = (_mongoHint, _bigPeerHint);
        var hints = (_mongoHint ? HintSides.Mongo : HintSides.None) | (_bigPeerHint ? HintSides.BigPeer : HintSides.None) | (_recheck ? HintSides.Recheck : HintSides.None);
        (_mongoHint, _bigPeerHint, _recheck) = (false, false, false);
        _log.Add($"  pass {hints}");
        _pass = _reconciler.ReconcileAsync(slot: 0, [new ReconcileItem(_key, hints) { MongoIds = [.. _mongoIds] }], default);
        Settle();
    }

    private void Step()
    {
        _gate.Resume();
        Settle();
    }

    private void Settle()
    {
        NoteRecordedReset();
        if (_pass is not { IsCompleted: true }) return;
        var outcome = _pass.GetAwaiter().GetResult()[0];
        if (!_ledger.Entries.ContainsKey(_key.Id)) _deleted.Clear();
        _log.Add($"  pass ends: {outcome.Result} {outcome.Plan} {outcome.Letter?.Message}");
        if (outcome.Result == ReconcileResult.Again) (_mongoHint, _recheck) = (_mongoHint || _taken.Mongo, true);
        var isOutside = outcome.Letter?.Reason == DeadLetterReason.OutsideFilter;
        _parked = isOutside && _bigPeer.Documents.TryGetValue(_key.Id, out var parked) ? parked.ToJsonString() : null;
        if (outcome.Result == ReconcileResult.DeadLetter && !isOutside) throw new InvalidOperationException(outcome.Letter!.Message);
        _pass = null;
    }

    private void Crash()
    {
        _log.Add("  CRASH");
        _gate.Abandon();
        _pass = null;
        (_mongoHint, _bigPeerHint) = (_mongoHint || _taken.Mongo, _bigPeerHint || _taken.BigPeer);
        (_intents, _reconciler) = Start();
        _recheck |= _intents.RestoreAsync(default).GetAwaiter().GetResult().Count > 0;
    }

    private void Poll()
    {
        var now = _bigPeer.Documents.TryGetValue(_key.Id, out var document) ? MemoryBigPeer.State(_collection, document) : null;
        var known = _ledger.Entries.GetValueOrDefault(_key.Id);
        // A real pass would find a parked document again and again.
        if (document is not null && document.ToJsonString() == _parked) return;
        if (now is null ? known is not null : known is null || !known.State.Matches(now, NotCarriedPaths.None.Hashes)) _bigPeerHint = true;
    }

    private void UserStep()
    {
        if (_random.Next(2) == 0) MongoUser();
        else BigPeerUser();
    }

    private void MongoUser()
    {
        var x = _random.NextDouble();
        var (id, document) = _mongo.Documents.FirstOrDefault();
        if (_options.Deletes && x < .12)
        {
            if (document is not null) _mongo.Put(id, document: null);
            NoteDelete(Side.Mongo);
            _log.Add("user delete M");
            return;
        }
        if (document is null)
        {
            if (!_options.Deletes || x >= .5) return;
            document = NewMongoDocument(withFields: false);
            BsonReader.TryFind(document, "_id"u8, out var newId);
            _mongoIds.Add(new BsonValue(newId));
            _mongo.Put(new BsonValue(newId), document);
            NoteCreate(Side.BigPeer);
            _log.Add("user create M");
            return;
        }
        if (Counter is { } counter && _random.Next(4) == 0)
        {
            _lastReset = 1000 * ++_fresh;
            _mongo.Put(id, BsonPath.Apply(document, [(counter, BsonValue.Of((int)_lastReset))], []));
            _log.Add($"user resets {counter} to {_lastReset}");
            return;
        }
        if (_options.Filter && _random.Next(3) == 0)
        {
            var f = _random.Next(5);
            _mongo.Put(id, BsonPath.Apply(document, [(new FieldPath("f"), BsonValue.Of(f))], []));
            _log.Add($"user Mongo f={f}");
            return;
        }
        var path = Pick(_paths.OnlyMongo);
        var remove = x > .85 && path[0] != _paths.Shared[0];
        var value = remove ? null : Fresh();
        _mongo.Put(id, BsonPath.Apply(document, value is null ? [] : [(new FieldPath(path), NativeToBson.Convert(Encoding.UTF8.GetBytes(value), Hint(value)))], remove ? [new FieldPath(path)] : []));
        Note(Side.Mongo, path, value, At(Json(document), path));
    }

    private void BigPeerUser()
    {
        var x = _random.NextDouble();
        var exists = _bigPeer.Documents.TryGetValue(_key.Id, out var document);
        if (_options.Deletes && x < .12)
        {
            if (exists) _bigPeer.Put(_key.Id, document: null, byBridge: false);
            NoteDelete(Side.BigPeer);
            _log.Add("user delete D");
            return;
        }
        if (!exists)
        {
            if (!_options.Deletes || x >= .5) return;
            var created = new JsonObject { ["_id"] = JsonNode.Parse(_key.Id.Json) };
            Set(created, [Kept], "0");
            foreach (var p in _paths.OnlyBigPeer.Append(_paths.Shared)) Set(created, p, Fresh());
            if (_options.Filter && _random.Next(4) > 0) Set(created, ["f"], FilterValue());
            _bigPeer.Put(_key.Id, created, byBridge: false);
            NoteCreate(Side.Mongo);
            _log.Add($"user create D {created.ToJsonString()}");
            return;
        }
        // A part that the bridge left of a deleted document: nobody takes it for one.
        if (!document!.ContainsKey(Kept)) return;
        if (Counter is { } counter && _random.Next(4) == 0)
        {
            var more = _random.Next(1, 4);
            var counting = MemoryBigPeer.Clone(document!);
            var count = (MemoryBigPeer.CounterOf(_collection, counting)?.GetValue<long>() ?? 0) + more;
            Set(counting, [.. counter.Names], count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            _bigPeer.Put(_key.Id, counting, byBridge: false);
            _counted += more;
            _log.Add($"user counts {counter} up by {more} to {count}");
            return;
        }
        if (_options.Filter && _random.Next(3) == 0)
        {
            var moved = MemoryBigPeer.Clone(document!);
            Set(moved, ["f"], FilterValue());
            _bigPeer.Put(_key.Id, moved, byBridge: false);
            _log.Add($"user BigPeer f={moved["f"]}");
            return;
        }
        var path = Pick(_paths.OnlyBigPeer);
        var value = x > .85 && path[0] != _paths.Shared[0] ? null : Fresh();
        var changed = MemoryBigPeer.Clone(document!);
        Set(changed, path, value);
        _bigPeer.Put(_key.Id, changed, byBridge: false);
        Note(Side.BigPeer, path, value, At(document, path));
    }

    private FieldPath? Counter => _collection.Counters.IsEmpty ? null : _collection.Counters.Paths[0];

    /// <summary>Once the ledger knows of a reset, the bridge must not repeat it: that would undo what was counted since.</summary>
    private void NoteRecordedReset()
    {
        if (_options.Deletes || Counter is not { } counter || _lastReset is not { } reset) return;
        if (_bigPeer.Resets.Count > 0 && _recordedResets.Contains(_bigPeer.Resets[^1]) && _bigPeer.Resets.Count > _settledResets) throw new InvalidOperationException($"The counter was set to {_bigPeer.Resets[^1]} again.");
        if (_ledger.Entries.GetValueOrDefault(_key.Id) is { } entry && entry.State.ValueAt(counter.Hash) == HashOf(reset)) (_, _settledResets) = (_recordedResets.Add(reset), _bigPeer.Resets.Count);
    }

    private ulong HashOf(long count)
    {
        var document = new JsonObject();
        Set(document, [.. Counter!.Names], count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return MemoryBigPeer.State(_collection, document).Leaves[0].ValueHash;
    }

    private string FilterValue() => _random.Next(5).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string[] Pick(string[][] own)
    {
        var i = _random.Next(own.Length + 1);
        return i == own.Length ? _paths.Shared : own[i];
    }

    private void NoteDelete(Side side)
    {
        _deleted.Add(side);
        _isThere = false;
    }

    /// <summary>
    /// What is created before the ledger has recorded a delete of the other side's counts as deleted with it. A node that lags shows a delete of the Big Peer's only when it has caught up.
    /// </summary>
    private void NoteCreate(Side other) => _isThere = !_deleted.Contains(other) && (other == Side.Mongo || _options.Stale == StaleReads.None);

    private void Note(Side side, string[] path, string? value, string? seen)
    {
        var name = string.Join('.', path);
        // As long as the ledger knows nothing of a document that the bridge brought, a change to it is a conflict, which the policy decides.
        var isUnknown = _options.Filter && (side == Side.BigPeer || path[0] == _paths.Shared[0]) && _ledger.Entries.GetValueOrDefault(_key.Id) is null or { IsLeaving: true };
        if (isUnknown) _lastWrites.Remove(name);
        else if (path[0] != _paths.Shared[0]) _lastWrites[name] = (side, value);
        else if (value is not null && seen is not null) _replaced[value] = seen;
        _log.Add($"user {side} {name}={value ?? "removed"}");
    }

    private static void Set(JsonObject document, string[] path, string? value)
    {
        var parent = document;
        foreach (var name in path.SkipLast(1))
        {
            if (parent[name] is not JsonObject next) parent[name] = next = [];
            parent = next;
        }
        if (value is null) parent.Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
    }

    /// <summary>Numbers, texts and dates in turn; none comes twice.</summary>
    private string Fresh()
    {
        _fresh++;
        return (_fresh % 3) switch
        {
            0 => _fresh.ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => $"\"text {_fresh}\"",
            _ => $"\"2026-01-01T00:00:00.{_fresh:000}Z\"",
        };
    }

    private static BsonValue? Hint(string value) => value.EndsWith("Z\"", StringComparison.Ordinal) ? BsonValue.OfDateTime(0) : null;

    private ObjectId NewObjectId()
    {
        var bytes = new byte[ObjectId.Size];
        bytes[^1] = (byte)++_objectIds;
        _mongoIds.Add(BsonValue.Of(new ObjectId(bytes)));
        return new ObjectId(bytes);
    }

    private byte[] NewMongoDocument(bool withFields)
    {
        var writer = new BsonWriter();
        if (_collection.Identity.UsesMongoId) writer.String("_id", "the one");
        else writer.ObjectId("_id", NewObjectId());
        if (_options.Fields.Contains("location")) writer.String("location", "north");
        if (_options.Fields.Contains("orderId")) writer.Int32("orderId", 7);
        writer.Int32(Kept, 0);
        if (withFields)
        {
            if (_options.Filter) writer.Int32("f", 1);
            foreach (var name in new[] { "a", "d", "e" }) writer.Int32(name, 0);
            if (_options.Counter == "n") writer.Int32("n", 0);
            writer.StartDocument("o");
            writer.Int32("b", 0);
            if (!_options.Strict) writer.Int32("c", 0);
            if (_options.Counter == "o.n") writer.Int32("n", 0);
            writer.End();
            if (_options.Strict)
            {
                writer.StartDocument("q");
                writer.Int32("c", 0);
                writer.End();
            }
        }
        return writer.ToArray();
    }

    private string? Check()
    {
        var mongo = _mongo.Documents.Values.Select(d => _converter.Read(d, _key.Id).State).ToList();
        var m = mongo.Count == 0 ? null : AgreedState.Of(mongo[0]);
        var d = _bigPeer.Documents.TryGetValue(_key.Id, out var document) ? MemoryBigPeer.State(_collection, document) : null;
        var b = _ledger.Entries.GetValueOrDefault(_key.Id)?.State;
        if (mongo.Count > 1) return $"duplicated: {mongo.Count} documents in MongoDB";
        var isOutside = _collection.Filter is { } filter && (mongo.Count == 0 || !filter.Matches(mongo[0]));
        // A document that the bridge never carried stays where it was made.
        var isParked = isOutside && _ledger.Entries.GetValueOrDefault(_key.Id) is null or { IsLeaving: true } && document is not null && document.ToJsonString() == _parked;
        if (isOutside ? !isParked && (d is not null || b is not null) : !Same(m, d) || !Same(b, d))
            return $"diverged: M={(mongo.Count == 0 ? "gone" : Encoding.UTF8.GetString(mongo[0].Json.Span))} D={document?.ToJsonString() ?? "gone"} B={b?.Paths.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}";
        if (mongo.Count > 0 && JsonNode.Parse(mongo[0].Json.Span)!.AsObject() is var whole && !whole.ContainsKey(Kept)) return $"fragment: {whole.ToJsonString()}";
        if (_isThere && mongo.Count == 0 && !_options.Filter) return LostAgain;
        if (_options.Deletes) return null;
        if (mongo.Count == 0) return "lost: MongoDB's document";
        if (document is not null && CheckCounter(document) is { } miscounted) return miscounted;
        var kept = JsonNode.Parse(mongo[0].Json.Span);
        foreach (var (name, (side, value)) in _lastWrites)
        {
            var found = At(kept, name.Split('.'));
            if (found != value) return $"lost {name}: {side} wrote {value ?? "nothing"}, is {found ?? "nothing"}";
        }
        return Undone(At(kept, _paths.Shared));
    }

    /// <summary>No write is undone by a value that its user had seen and replaced, whatever the policy.</summary>
    private string? Undone(string? kept)
    {
        foreach (var written in _replaced.Keys)
        {
            for (var older = _replaced.GetValueOrDefault(written); older is not null; older = _replaced.GetValueOrDefault(older))
            {
                if (older == kept) return $"undone: {written} followed {kept}";
            }
        }
        return null;
    }

    private JsonNode? Json(byte[] mongoDocument) => JsonNode.Parse(_converter.Read(mongoDocument, _key.Id).State.Json.Span);

    private static string? At(JsonNode? document, string[] path) => path.Aggregate(document, (node, name) => (node as JsonObject)?[name])?.ToJsonString();

    /// <summary>The last reset stands, and with it whatever was counted after it arrived; what was never reset holds every count.</summary>
    private string? CheckCounter(JsonObject document)
    {
        if (Counter is null) return null;
        if (_lastReset is null && MemoryBigPeer.CounterOf(_collection, document)!.GetValue<long>() != _counted) return $"lost counts: {_counted} were counted";
        if (_lastReset is { } reset && (_bigPeer.Resets.Count == 0 || _bigPeer.Resets[^1] != reset)) return $"lost a reset to {reset}";
        return null;
    }

    private static bool Same(AgreedState? agreed, DocumentState? state) =>
        agreed is null ? state is null : state is not null && agreed.Matches(state, NotCarriedPaths.None.Hashes);
}
