namespace MongoStandIn.Authorization;

/// <summary>MongoDB's own roles (manual, "Built-In Roles"), as far as the stand-in has commands for their actions.</summary>
internal static class BuiltInRoles
{
    private static readonly string[] Read = ["changeStream", "collStats", "dbHash", "dbStats", "find", "killCursors", "listCollections", "listIndexes", "planCacheRead"];

    private static readonly string[] Write = ["convertToCapped", "createCollection", "createIndex", "dropCollection", "dropIndex", "insert", "remove", "renameCollectionSameDB", "update"];

    private static readonly string[] Administer =
    [
        "bypassDocumentValidation", "collMod", "collStats", "compact", "convertToCapped", "createCollection", "createIndex", "dbStats", "dropCollection", "dropDatabase", "dropIndex",
        "enableProfiler", "listCollections", "listIndexes", "planCacheRead", "reIndex", "renameCollectionSameDB", "storageDetails", "validate",
    ];

    private static readonly string[] AdministerUsers =
    [
        "changeCustomData", "changePassword", "createRole", "createUser", "dropRole", "dropUser", "grantRole", "revokeRole", "setAuthenticationRestriction", "viewRole", "viewUser",
    ];

    private static readonly string[] Monitor =
    [
        "connPoolStats", "getCmdLineOpts", "getLog", "getParameter", "hostInfo", "inprog", "listDatabases", "listSessions", "netstat", "replSetGetConfig", "replSetGetStatus", "serverStatus", "top",
    ];

    private static readonly string[] Host = ["fsync", "invalidateUserCache", "killAnyCursor", "killAnySession", "killop", "logRotate", "setParameter", "shutdown", "touch", "unlock"];

    private static readonly string[] Manage = ["appendOplogNote", "applicationMessage", "replSetConfigure", "replSetGetConfig", "replSetGetStatus", "replSetResizeOplog", "replSetStateChange", "resync"];

    /// <summary>What a role of that name and database may do; null when MongoDB has none of that name there.</summary>
    public static IReadOnlyList<Privilege>? Find(RoleName role)
    {
        var database = Resource.OfDatabase(role.Database);
        return role.Name switch
        {
            "read" => [new Privilege(database, Read)],
            "readWrite" => [new Privilege(database, [.. Read, .. Write])],
            "dbAdmin" => [new Privilege(database, Administer)],
            "userAdmin" => AdministersUsers(database, role.Database == "admin"),
            "dbOwner" => [new Privilege(database, [.. Read, .. Write, .. Administer]), .. AdministersUsers(database, role.Database == "admin")],
            _ when role.Database == "admin" => FindGlobal(role.Name),
            _ => null,
        };
    }

    private static IReadOnlyList<Privilege>? FindGlobal(string name)
    {
        var every = Resource.EveryDatabase;
        return name switch
        {
            "readAnyDatabase" => [new Privilege(every, Read), new Privilege(Resource.Cluster, ["listDatabases"])],
            "readWriteAnyDatabase" => [new Privilege(every, [.. Read, .. Write]), new Privilege(Resource.Cluster, ["listDatabases"])],
            "dbAdminAnyDatabase" => [new Privilege(every, Administer), new Privilege(Resource.Cluster, ["listDatabases"])],
            "userAdminAnyDatabase" => AdministersUsers(every, alsoCluster: true),
            "clusterMonitor" => Monitors(),
            "clusterManager" => [new Privilege(Resource.Cluster, Manage)],
            "hostManager" => [new Privilege(Resource.Cluster, Host)],
            "clusterAdmin" => [.. Monitors(), new Privilege(Resource.Cluster, [.. Manage, .. Host]), new Privilege(every, ["dropDatabase"])],
            "backup" => [new Privilege(Resource.Any, ["listCollections", "listIndexes", "collStats", "find"]), new Privilege(Resource.Cluster, ["appendOplogNote", "getParameter", "listDatabases", "serverStatus"])],
            "restore" => [new Privilege(every, [.. Write, "collMod", "bypassDocumentValidation", "listCollections"]), new Privilege(Resource.Cluster, ["getParameter"])],
            "root" or "__system" => [new Privilege(Resource.Any, [Privilege.AnyAction])],
            _ => null,
        };
    }

    private static Privilege[] Monitors() =>
    [
        new Privilege(Resource.Cluster, Monitor), new Privilege(Resource.EveryDatabase, ["collStats", "dbStats", "indexStats"]),
        new Privilege(Resource.OfDatabase("local"), Read), new Privilege(Resource.OfDatabase("config"), Read),
    ];

    private static Privilege[] AdministersUsers(Resource database, bool alsoCluster) => alsoCluster
        ? [new Privilege(database, AdministerUsers), new Privilege(Resource.Cluster, ["listDatabases", "invalidateUserCache"])]
        : [new Privilege(database, AdministerUsers)];
}
