using MongoStandIn.Storage;

namespace MongoStandIn.Authorization;

/// <summary>An action that a command takes on a resource, and that its user must be allowed.</summary>
internal readonly record struct Need(Resource Resource, string Action)
{
    public static Need On(Namespace ns, string action) => new(Resource.OfCollection(ns.Database, ns.Collection), action);

    public static Need OnDatabase(string database, string action) => new(Resource.OfDatabase(database), action);

    public static Need OnCluster(string action) => new(Resource.Cluster, action);
}
