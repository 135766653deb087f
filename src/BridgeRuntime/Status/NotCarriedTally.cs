using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Status;

/// <summary>
/// Counts by path what native mode leaves in MongoDB. Names of fields can be data (maps keyed by an id), so the paths that are told apart are few and the
/// rest is one number; the metric counts by type only. Guarded by the lock of its owner.
/// </summary>
internal sealed class NotCarriedTally
{
    /// <summary>Paths told apart in one collection: more than a schema has, and a screen of <c>/status</c>.</summary>
    public const int MostPaths = 50;

    /// <summary>Characters of a path that are kept.</summary>
    public const int MostCharacters = 200;

    private readonly Dictionary<(string Path, BsonType Type), long> _counts = [];
    private long _others;

    public void Add(FieldPath path, BsonType type)
    {
        var text = path.ToString();
        var key = (text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…"), type);
        if (_counts.TryGetValue(key, out var count)) _counts[key] = count + 1;
        else if (_counts.Count < MostPaths) _counts[key] = 1;
        else _others++;
    }

    public NotCarriedReport Report() => new(
        [.. _counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key.Path, StringComparer.Ordinal).Select(c => new NotCarriedPathReport(c.Key.Path, BsonTypeAlias.Of(c.Key.Type), c.Value))],
        _others);
}
