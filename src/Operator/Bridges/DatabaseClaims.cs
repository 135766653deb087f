using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BridgeModel;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>
/// Which bridge serves which collections of which database. Two bridges name the same database when they name the same secret, or, once that is resolved, when
/// their connection strings lead to the same hosts. The older of two keeps a collection.
/// </summary>
internal sealed class DatabaseClaims(ObjectStore<BigPeerDataBridge> bridges)
{
    /// <summary>Bridges by the name of their database.</summary>
    public const string Index = "database";

    private readonly ConcurrentDictionary<ObjectKey, (string? Uid, string Hosts)> _deployments = new();

    public static IEnumerable<string> Words(BigPeerDataBridge bridge)
    {
        if (bridge.Read().Spec.MongoConnector.Database is { Length: > 0 } database) yield return database;
    }

    /// <summary>Notes where a bridge's connection string leads: its hosts, as a hash.</summary>
    public void Resolved(BridgePass pass, Secret connectionString) => _deployments[pass.Key] = (pass.Bridge.Metadata.Uid, HostsOf(connectionString));

    public void Forget(ObjectKey key) => _deployments.TryRemove(key, out _);

    /// <summary>An older bridge that serves a collection of this one, or has its name in the same database; null if there is none.</summary>
    public Rival? Rival(BridgePass pass)
    {
        var ours = pass.Spec.MongoConnector;
        return bridges.Find(Index, ours.Database)
            .Where(other => IsOlder(other, pass.Bridge) && other.Metadata.DeletionTimestamp is null)
            .Select(other => (Bridge: other, Read: other.Read()))
            .Where(other => other.Read.IsValid && IsSameServer(pass.Bridge, ours, other.Bridge, other.Read.Spec.MongoConnector))
            .Select(other => new Rival(ObjectKey.Of(other.Bridge), [.. other.Read.Spec.MongoConnector.Collections.Keys.Where(ours.Collections.ContainsKey)], other.Bridge.Metadata.Name == pass.Key.Name))
            .FirstOrDefault(rival => rival.IsNamesake || rival.Collections.Count > 0);
    }

    /// <summary>Whom a change of this bridge may concern: all that name the same database.</summary>
    public IEnumerable<ObjectKey> Neighbours(BigPeerDataBridge bridge) => Words(bridge).SelectMany(d => bridges.Find(Index, d)).Select(ObjectKey.Of);

    private bool IsSameServer(BigPeerDataBridge bridge, MongoConnectorSpec ours, BigPeerDataBridge other, MongoConnectorSpec theirs)
    {
        if (bridge.Metadata.Namespace == other.Metadata.Namespace && ours.ConnectionSecret == theirs.ConnectionSecret) return true;
        return HostsOf(bridge) is { } hosts && hosts == HostsOf(other);
    }

    private static bool IsOlder(BigPeerDataBridge one, BigPeerDataBridge other)
    {
        if (one.Metadata.Uid == other.Metadata.Uid) return false;
        var byAge = Nullable.Compare(one.Metadata.CreationTimestamp, other.Metadata.CreationTimestamp);
        // Made in the same second: any order will do that everybody sees alike.
        return byAge != 0 ? byAge < 0 : string.CompareOrdinal(one.Metadata.Uid, other.Metadata.Uid) < 0;
    }

    /// <summary>Where a bridge's connection string leads, as far as it is known; what was known of another of the same name does not count.</summary>
    private string? HostsOf(BigPeerDataBridge bridge) => _deployments.TryGetValue(ObjectKey.Of(bridge), out var known) && known.Uid == bridge.Metadata.Uid ? known.Hosts : null;

    /// <summary>Users, passwords and options do not make another database; the hosts do, in any order.</summary>
    private static string HostsOf(Secret connectionString)
    {
        var text = connectionString.Reveal();
        var begin = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.AsSpan(begin).IndexOfAny('/', '?') is >= 0 and var slash ? begin + slash : text.Length;
        var authority = text[begin..end];
        var hosts = authority[(authority.LastIndexOf('@') + 1)..].Split(',').Select(h => h.ToLowerInvariant().Contains(':', StringComparison.Ordinal) ? h.ToLowerInvariant() : $"{h.ToLowerInvariant()}:27017");
        var kind = text[..begin];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kind + string.Join(',', hosts.Order(StringComparer.Ordinal)))));
    }
}
