using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;

namespace MongoStandIn.Storage;

/// <summary>
/// Everything the server holds. One lock guards it, taken per statement and per batch: operations are short and in memory, and one
/// order of all writes is what the oplog needs anyway.
/// </summary>
internal sealed class Store(ClusterClock clock, Oplog oplog)
{
    public Lock Lock { get; } = new();

    public ClusterClock Clock { get; } = clock;

    public Oplog Oplog { get; } = oplog;

    public SortedDictionary<string, Database> Databases { get; } = new(StringComparer.Ordinal);

    public DocumentCollection? Find(Namespace ns) => Databases.GetValueOrDefault(ns.Database)?.Collections.GetValueOrDefault(ns.Collection);

    public DocumentCollection FindOrCreate(Namespace ns) => Find(ns) ?? Create(ns);

    public DocumentCollection Create(Namespace ns)
    {
        Namespace.CheckDatabase(ns.Database);
        Namespace.CheckCollection(ns.Database, ns.Collection);
        if (OplogDocuments.IsOplog(ns)) throw new CommandException(ErrorCode.InvalidNamespace, $"cannot write to {ns}");
        if (!Databases.TryGetValue(ns.Database, out var database))
        {
            var twin = Databases.Keys.FirstOrDefault(n => string.Equals(n, ns.Database, StringComparison.OrdinalIgnoreCase));
            if (twin is not null) throw new CommandException(ErrorCode.DatabaseDifferCase, $"db already exists with different case already have: [{twin}] trying to create [{ns.Database}]");
            database = new Database(ns.Database);
            Databases.Add(ns.Database, database);
        }
        var collection = new DocumentCollection(ns, Guid.NewGuid());
        database.Collections.Add(ns.Collection, collection);
        Oplog.Append(new OplogEntry(OplogKind.Create, ns));
        return collection;
    }

    public bool Drop(Namespace ns)
    {
        if (Find(ns) is not { } collection) return false;
        collection.IsDropped = true;
        var database = Databases[ns.Database];
        database.Collections.Remove(ns.Collection);
        if (database.Collections.Count == 0) Databases.Remove(ns.Database);
        Oplog.Append(new OplogEntry(OplogKind.Drop, ns));
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
}
