using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Preflight;

/// <summary>Whether MongoDB has what the bridge needs: a replica set new enough, the database, the collections and the privileges.</summary>
internal sealed class MongoChecks(MongoClient client, string database, TimeProvider time)
{
    /// <summary>The wire version of MongoDB 4.4: the oldest with the command <c>hello</c>, by which it is told; resuming with startAfter needs 4.2.</summary>
    private const int LeastWireVersion = 9;

    private static readonly string[] Data = ["find", "insert", "update", "remove"];

    /// <summary>Every action that is asked for.</summary>
    public static IReadOnlyList<string> AllActions { get; } = [.. Data, "createIndex", "changeStream", "listCollections"];

    /// <summary>Everything that is wrong. Where the server cannot be asked, that alone.</summary>
    public async Task<IReadOnlyList<Problem>> AllAsync(IReadOnlyCollection<string> collections, CancellationToken cancellation)
    {
        try
        {
            var problems = new List<Problem>();
            problems.AddRange(Topology(await RunAsync("admin", w => w.Int32("hello", 1), cancellation)));
            var privileges = await PrivilegesAsync(cancellation);
            problems.AddRange(Database(privileges));
            problems.AddRange(await CollectionsAsync(privileges, collections, cancellation));
            return problems;
        }
        catch (SideException e) when (e.Reason == ProblemReason.MongoUnreachable)
        {
            var answers = await HostProbe.AskAsync(client, time, cancellation);
            return [Problem.Of(e) with { Message = answers.Length == 0 ? e.Message : $"{e.Message} ({answers})" }];
        }
        catch (SideException e)
        {
            return [Problem.Of(e)];
        }
    }

    /// <summary>What is wrong with these collections alone.</summary>
    /// <exception cref="SideException">MongoDB cannot be asked.</exception>
    public async Task<IReadOnlyList<Problem>> CollectionsAsync(IReadOnlyCollection<string> collections, CancellationToken cancellation) =>
        await CollectionsAsync(await PrivilegesAsync(cancellation), collections, cancellation);

    private async Task<MongoPrivileges> PrivilegesAsync(CancellationToken cancellation) => MongoPrivileges.Read(await RunAsync("admin", w =>
    {
        w.Int32("connectionStatus", 1);
        w.Boolean("showPrivileges", value: true);
    }, cancellation));

    public static IEnumerable<Problem> Topology(byte[] hello)
    {
        var isRouter = BsonDocuments.Text(hello, "msg") == "isdbgrid";
        if (!isRouter && BsonDocuments.Text(hello, "setName") is null)
        {
            yield return Of(ProblemReason.NotAReplicaSet,
                "MongoDB is a stand-alone server, which has no change streams. Start it with --replSet and run rs.initiate(); a replica set of one member is enough.");
        }
        var wireVersion = BsonDocuments.Integer(hello, "maxWireVersion");
        if (wireVersion < LeastWireVersion)
            yield return Of(ProblemReason.ServerTooOld, $"The MongoDB server is older than 4.4 (it speaks wire version {wireVersion}; {LeastWireVersion} is needed). Upgrade it.");
    }

    private IEnumerable<Problem> Database(MongoPrivileges privileges)
    {
        if (privileges.Missing(database, "", "find", "changeStream", "listCollections") is { Count: > 0 } missing)
            yield return Of(ProblemReason.NotAuthorized, $"The MongoDB user lacks {string.Join(", ", missing)} on database '{database}'. Grant readWrite on it.");
        foreach (var state in (string[])[StateCollections.State, StateCollections.Documents, StateCollections.Unsynced])
        {
            string[] needed = state == StateCollections.Documents ? [.. Data, "createIndex"] : Data;
            if (privileges.Missing(database, state, needed) is { Count: > 0 } lacking)
                yield return Of(ProblemReason.NotAuthorized, $"The MongoDB user lacks {string.Join(", ", lacking)} on the bridge's own collection '{database}.{state}'. Grant readWrite on the database.");
        }
    }

    private async Task<IReadOnlyList<Problem>> CollectionsAsync(MongoPrivileges privileges, IReadOnlyCollection<string> collections, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        foreach (var name in collections)
        {
            if (privileges.Missing(database, name, Data) is { Count: > 0 } missing)
                problems.Add(Of(ProblemReason.NotAuthorized, $"The MongoDB user lacks {string.Join(", ", missing)} on collection '{database}.{name}'. Grant readWrite on the database.", name));
        }
        if (privileges.Missing(database, "", "listCollections").Count > 0) return problems;

        var found = await ListAsync(f => f.Document("name", n => n.Array("$in", collections.Select(BsonValue.Of))), isNameOnly: false, most: collections.Count, cancellation);
        if (found.Count == 0 && (await ListAsync(filter: null, isNameOnly: true, most: 1, cancellation)).Count == 0)
            return [.. problems, Of(ProblemReason.DatabaseNotFound, $"Database {database} not found: it has no collections. It is used as soon as it has; else correct mongoConnector.database.")];
        var byName = found.ToDictionary(c => BsonDocuments.Text(c, "name")!, StringComparer.Ordinal);
        foreach (var name in collections)
        {
            if (Judge(name, byName.GetValueOrDefault(name)) is { } problem) problems.Add(problem);
        }
        return problems;
    }

    public static Problem? Judge(string name, byte[]? collection)
    {
        if (collection is null)
            return Of(ProblemReason.CollectionNotFound, $"Collection {name} not found. It is served as soon as it is created; else correct its name in mongoConnector.collections.", name);
        if (BsonDocuments.Text(collection, "type") is { } type and not "collection")
            return Of(ProblemReason.NotACollection, $"{name} is a {(type == "timeseries" ? "time series collection" : type)}, which cannot be kept in step. Name the collection itself.", name);
        return BsonDocuments.Nested(collection, "options") is { } options && BsonDocuments.Flag(options, "capped")
            ? Of(ProblemReason.CollectionCapped, $"Collection {name} cannot be a capped collection: documents there can neither grow nor be deleted. Copy it into one that is not capped.", name)
            : null;
    }

    private async Task<IReadOnlyList<byte[]>> ListAsync(Action<BsonWriter>? filter, bool isNameOnly, int most, CancellationToken cancellation)
    {
        var reply = await RunAsync(database, w =>
        {
            w.Int32("listCollections", 1);
            if (filter is not null) w.Document("filter", filter);
            w.Boolean("nameOnly", isNameOnly);
            w.Document("cursor", c => c.Int32("batchSize", most));
        }, cancellation);
        var found = new List<byte[]>();
        if (BsonDocuments.Nested(reply, "cursor") is { } cursor && BsonDocuments.Nested(cursor, "firstBatch") is { } batch)
        {
            foreach (var element in new BsonReader(batch)) found.Add(element.Value.ToArray());
        }
        return found;
    }

    private Task<byte[]> RunAsync(string on, Action<BsonWriter> command, CancellationToken cancellation) =>
        MongoErrors.TranslateAsync(client.RunCommandAsync(on, BsonDocuments.Make(command), session: null, cancellation));

    private static Problem Of(ProblemReason reason, string message, string? collection = null) => new(reason, Side.Mongo, message, collection);
}
