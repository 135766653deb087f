using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Authorization;

/// <summary>
/// What a privilege is about, as MongoDB writes it: <c>{cluster: true}</c>, <c>{anyResource: true}</c>, or <c>{db, collection}</c> where an
/// empty name stands for every one that is not the server's own.
/// </summary>
internal readonly record struct Resource(ResourceKind Kind, string Database, string Collection)
{
    public static readonly Resource Cluster = new(ResourceKind.Cluster, "", "");
    public static readonly Resource Any = new(ResourceKind.Any, "", "");
    public static readonly Resource EveryDatabase = OfDatabase("");

    public static Resource OfDatabase(string database) => new(ResourceKind.Namespace, database, "");

    public static Resource OfCollection(string database, string collection) => new(ResourceKind.Namespace, database, collection);

    /// <summary>Whether a privilege on this covers what a command touches.</summary>
    public bool Covers(Resource touched)
    {
        if (Kind == ResourceKind.Any) return true;
        if (Kind != touched.Kind) return false;
        if (Kind == ResourceKind.Cluster) return true;
        if (Database.Length > 0 ? Database != touched.Database : touched.Database is "local" or "config") return false;
        return Collection.Length > 0 ? Collection == touched.Collection : !touched.Collection.StartsWith("system.", StringComparison.Ordinal);
    }

    public static Resource Parse(RawValue resource)
    {
        if (resource.Field("cluster"u8).IsTruthy) return Cluster;
        if (resource.Field("anyResource"u8).IsTruthy) return Any;
        var (database, collection) = (resource.Field("db"u8), resource.Field("collection"u8));
        if (database.Type != BsonType.String || collection.Type != BsonType.String)
            throw new CommandException(ErrorCode.FailedToParse, "resource must have only 'db' and 'collection' set, or only 'cluster' or 'anyResource'");
        return OfCollection(database.AsString(), collection.AsString());
    }

    public void Write(BsonWriter writer, string name)
    {
        writer.StartDocument(name);
        if (Kind == ResourceKind.Cluster) writer.Boolean("cluster", true);
        else if (Kind == ResourceKind.Any) writer.Boolean("anyResource", true);
        else
        {
            writer.String("db", Database);
            writer.String("collection", Collection);
        }
        writer.End();
    }
}
