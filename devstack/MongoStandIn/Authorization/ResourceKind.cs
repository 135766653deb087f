namespace MongoStandIn.Authorization;

internal enum ResourceKind
{
    Namespace,
    Cluster,
    Any,
}
