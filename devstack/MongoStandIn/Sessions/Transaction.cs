using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Sessions;

/// <summary>
/// A multi-document transaction: a copy of all collections as they were when it began, in which its own writes show, and the list of these,
/// which the commit repeats on the collections themselves. What it writes it locks; who comes second conflicts. Used under the store's lock.
/// </summary>
internal sealed class Transaction : WriteScope
{
    private readonly Store _store;
    private readonly Dictionary<Namespace, DocumentCollection> _view;
    private readonly HashSet<Namespace> _touched = [];
    private readonly HashSet<Namespace> _created = [];
    private readonly List<(OplogEntry Entry, byte[]? After)> _entries = [];
    private readonly List<(WriteLocks Locks, byte[] Key)> _locks = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Transaction(Store store, RetryKey key, DateTimeOffset expires)
    {
        _store = store;
        Key = key;
        Expires = expires;
        _view = store.Databases.Values.SelectMany(d => d.Collections.Values).ToDictionary(c => c.Namespace, c => c.Copy());
    }

    public RetryKey Key { get; }

    /// <summary>When the server aborts it, finished or not.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Completes when it is committed or aborted.</summary>
    public Task WhenEnded => _ended.Task;

    /// <summary>Whether it has read or written a collection, which then must not be dropped or altered under it.</summary>
    public bool Touches(Namespace ns) => _touched.Contains(ns) || _created.Contains(ns);

    public bool TouchesDatabase(string database) => _touched.Any(ns => ns.Database == database) || _created.Any(ns => ns.Database == database);

    public override DocumentCollection? Find(Namespace ns)
    {
        if (!_view.TryGetValue(ns, out var mine)) return null;
        if (_created.Contains(ns) || !_touched.Add(ns)) return mine;
        if (_store.Find(ns) is { } now && now.Uuid == mine.Uuid && now.CatalogVersion == mine.CatalogVersion) return mine;
        _touched.Remove(ns);
        throw new CommandException(ErrorCode.SnapshotUnavailable, $"Unable to read from a snapshot due to pending collection catalog changes; please retry the operation: {ns}");
    }

    public override DocumentCollection FindOrCreate(Namespace ns) => Find(ns) ?? Create(ns, CollectionOptions.None);

    /// <exception cref="CommandException">Somebody else makes or has made it: error 112.</exception>
    public DocumentCollection Create(Namespace ns, CollectionOptions options)
    {
        _store.CheckCreatable(ns);
        if (_store.Find(ns) is not null || !_store.PendingCreations.TryAdd(ns, this)) throw Conflict();
        var collection = new DocumentCollection(ns, Guid.NewGuid(), options);
        _view.Add(ns, collection);
        _created.Add(ns);
        _entries.Add((OplogEntry.OfCreate(collection), null));
        return collection;
    }

    public override bool MayRefuse(DocumentCollection collection) => true;

    public override void Claim(DocumentCollection collection, StoredDocument? before, byte[]? after)
    {
        if (collection.Options.Cap is not null) throw new CommandException(ErrorCode.OperationNotSupportedInTransaction, $"Collection '{collection.Namespace}' is a capped collection. Writes in transactions are not allowed on capped collections.");
        if (_created.Contains(collection.Namespace)) return;
        var real = _store.Find(collection.Namespace)!;
        if (before is not null) ClaimExisting(real, before);
        if (after is null) return;
        // A duplicate that shows here is the error 11000; one that does not show is a conflict.
        collection.CheckKeys(after, before);
        ClaimKeys(real, after, before);
    }

    public override void Record(OplogEntry entry, byte[]? after) => _entries.Add((entry, after));

    /// <summary>Makes what it wrote everybody's, as one entry of the oplog.</summary>
    public void Commit()
    {
        foreach (var (entry, after) in _entries) Apply(entry, after);
        if (_entries.Count > 0) _store.Oplog.AppendTransaction(_entries.ConvertAll(e => e.Entry), Key);
        End();
    }

    public void Abort() => End();

    public static CommandException Conflict() => new(ErrorCode.WriteConflict, "Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.");

    /// <summary>Locks a document that shows here: it must be what everybody sees, or this transaction's own.</summary>
    private void ClaimExisting(DocumentCollection real, StoredDocument document)
    {
        var keys = WriteLocks.KeysOf(real, document.Bytes).ToList();
        var holder = real.Locks.Holder(keys[0].Lock);
        if (holder == this) return;
        if (holder is not null || !ReferenceEquals(real.FindById(document.Id), document)) throw Conflict();
        foreach (var (_, _, mark) in keys) Take(real, mark);
    }

    /// <summary>Locks the keys that a document is going to have: nobody else may have or want them.</summary>
    private void ClaimKeys(DocumentCollection real, byte[] after, StoredDocument? before)
    {
        foreach (var (index, key, mark) in WriteLocks.KeysOf(real, after))
        {
            var holder = real.Locks.Holder(mark);
            if (holder == this) continue;
            if (holder is not null || (index.Find(key) is { } found && !ReferenceEquals(found, before))) throw Conflict();
            Take(real, mark);
        }
    }

    private void Take(DocumentCollection real, byte[] mark)
    {
        real.Locks.Take(mark, this);
        _locks.Add((real.Locks, mark));
    }

    private void Apply(OplogEntry entry, byte[]? after)
    {
        if (entry.Kind == OplogKind.Create)
        {
            _store.Add(new DocumentCollection(entry.Namespace, entry.Uuid, entry.Options!));
            return;
        }
        var collection = _store.Find(entry.Namespace)!;
        if (entry.Kind == OplogKind.CreateIndexes) foreach (var index in entry.Indexes) collection.CreateIndex(index);
        else if (entry.Kind == OplogKind.Insert) collection.Insert(after!);
        else if (entry.Kind == OplogKind.Delete) collection.Delete(collection.FindById(entry.Id)!);
        else collection.Replace(collection.FindById(entry.Id)!, after!);
    }

    private void End()
    {
        foreach (var (locks, key) in _locks) locks.Release(key);
        foreach (var ns in _created) _store.PendingCreations.Remove(ns);
        _store.Transactions.Remove(this);
        _ended.TrySetResult();
    }
}
