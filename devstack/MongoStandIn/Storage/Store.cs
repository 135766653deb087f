using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Sessions;

namespace MongoStandIn.Storage;

/// <summary>
/// Everything the server holds. One lock guards it, taken per statement and per batch: operations are short and in memory, and one
/// order of all writes is what the oplog needs anyway.
/// </summary>
internal sealed class Store
{
    public Store(ClusterClock clock, Oplog oplog)
    {
        Clock = clock;
        Oplog = oplog;
        Direct = new DirectScope(this);
    }

    public Lock Lock { get; } = new();

    public ClusterClock Clock { get; }

    public Oplog Oplog { get; }

    public SortedDictionary<string, Database> Databases { get; } = new(StringComparer.Ordinal);

    /// <summary>Reading and writing outside transactions.</summary>
    public WriteScope Direct { get; }

    /// <summary>The transactions in progress.</summary>
    public HashSet<Transaction> Transactions { get; } = [];

    /// <summary>The collections that transactions in progress make.</summary>
    public Dictionary<Namespace, Transaction> PendingCreations { get; } = [];

    public DocumentCollection? Find(Namespace ns) => Databases.GetValueOrDefault(ns.Database)?.Collections.GetValueOrDefault(ns.Collection);

    public DocumentCollection Create(Namespace ns, CollectionOptions options)
    {
        CheckCreatable(ns);
        var collection = new DocumentCollection(ns, Guid.NewGuid(), options);
        Add(collection);
        Oplog.Append(OplogEntry.OfCreate(collection));
        return collection;
    }

    /// <exception cref="CommandException">The name cannot be had.</exception>
    public void CheckCreatable(Namespace ns)
    {
        Namespace.CheckDatabase(ns.Database);
        Namespace.CheckCollection(ns.Database, ns.Collection);
        if (OplogDocuments.IsOplog(ns)) throw new CommandException(ErrorCode.InvalidNamespace, $"cannot write to {ns}");
        if (Databases.ContainsKey(ns.Database)) return;
        var twin = Databases.Keys.FirstOrDefault(n => string.Equals(n, ns.Database, StringComparison.OrdinalIgnoreCase));
        if (twin is not null) throw new CommandException(ErrorCode.DatabaseDifferCase, $"db already exists with different case already have: [{twin}] trying to create [{ns.Database}]");
    }

    /// <summary>Puts a collection under its name and tells nobody.</summary>
    public void Add(DocumentCollection collection)
    {
        var ns = collection.Namespace;
        if (!Databases.TryGetValue(ns.Database, out var database)) Databases.Add(ns.Database, database = new Database(ns.Database));
        database.Collections.Add(ns.Collection, collection);
    }

    public bool Drop(Namespace ns)
    {
        if (Find(ns) is not { } collection) return false;
        Remove(collection, $"collection dropped. UUID {collection.Uuid}");
        Oplog.Append(new OplogEntry(OplogKind.Drop, ns) { Uuid = collection.Uuid });
        return true;
    }

    public bool DropDatabase(string name)
    {
        if (!Databases.TryGetValue(name, out var database)) return false;
        foreach (var collection in database.Collections.Keys.ToList()) Drop(new Namespace(name, collection));
        Databases.Remove(name);
        Oplog.Append(new OplogEntry(OplogKind.DropDatabase, new Namespace(name, "")));
        return true;
    }

    /// <summary>Gives a collection another name, in place of what has that name now. Cursors over both end.</summary>
    public void Rename(DocumentCollection collection, Namespace to)
    {
        var from = collection.Namespace;
        var replaced = Find(to);
        if (replaced is not null) Remove(replaced, $"collection dropped. UUID {replaced.Uuid}");
        Remove(collection, $"collection renamed from '{from}' to '{to}'. UUID {collection.Uuid}");
        collection.Namespace = to;
        collection.CatalogVersion++;
        Add(collection);
        Oplog.Append(new OplogEntry(OplogKind.Rename, from) { Uuid = collection.Uuid, RenamedTo = to, Replaced = replaced?.Uuid });
    }

    private void Remove(DocumentCollection collection, string reason)
    {
        collection.Tombstone.Bury(reason);
        var database = Databases[collection.Namespace.Database];
        database.Collections.Remove(collection.Namespace.Collection);
        if (database.Collections.Count == 0) Databases.Remove(database.Name);
    }
}
