using BridgeRuntime.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.Preflight;

/// <summary>What the connected user may do, from <c>connectionStatus</c> with <c>showPrivileges</c> (MongoDB manual, "Resource Document").</summary>
internal sealed class MongoPrivileges
{
    private readonly List<(bool IsAny, string? Database, string? Collection, HashSet<string> Actions)> _granted = [];

    private MongoPrivileges(bool isKnown) => IsKnown = isKnown;

    /// <summary>False where nobody is authenticated (a server without access control) or the server does not tell: then nothing is judged.</summary>
    public bool IsKnown { get; }

    public static MongoPrivileges Read(ReadOnlyMemory<byte> reply)
    {
        var info = BsonDocuments.Nested(reply, "authInfo") ?? [5, 0, 0, 0, 0];
        var hasUser = BsonDocuments.Nested(info, "authenticatedUsers") is { Length: > 5 };
        if (!hasUser || BsonDocuments.Nested(info, "authenticatedUserPrivileges") is not { } list) return new MongoPrivileges(isKnown: false);
        var privileges = new MongoPrivileges(isKnown: true);
        foreach (var element in new BsonReader(list)) privileges.Add(element.Value.ToArray());
        return privileges;
    }

    /// <summary>Those of the actions that the user may not do.</summary>
    /// <param name="database">Which database.</param>
    /// <param name="collection">Which collection; empty: every one of the database.</param>
    /// <param name="actions">MongoDB's names of actions.</param>
    public IReadOnlyList<string> Missing(string database, string collection, params IReadOnlyList<string> actions)
    {
        if (!IsKnown) return [];
        var here = _granted.Where(g => g.IsAny || ((g.Database == "" || g.Database == database) && (g.Collection == "" || g.Collection == collection))).ToList();
        return [.. actions.Where(a => !here.Exists(g => g.Actions.Contains(a)))];
    }

    private void Add(byte[] privilege)
    {
        var actions = new HashSet<string>(StringComparer.Ordinal);
        if (BsonDocuments.Nested(privilege, "actions") is { } list)
        {
            foreach (var action in new BsonReader(list))
            {
                if (action.Type == BsonType.String) actions.Add(action.AsString());
            }
        }
        if (actions.Contains("anyAction")) actions.UnionWith(MongoChecks.AllActions);
        var resource = BsonDocuments.Nested(privilege, "resource") ?? [5, 0, 0, 0, 0];
        _granted.Add((BsonDocuments.Flag(resource, "anyResource"), BsonDocuments.Text(resource, "db"), BsonDocuments.Text(resource, "collection"), actions));
    }
}
