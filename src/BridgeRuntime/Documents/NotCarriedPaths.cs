using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>The paths of one MongoDB document whose values Ditto cannot hold, with the types that are to blame.</summary>
internal sealed class NotCarriedPaths
{
    private readonly List<(ulong[] PrefixHashes, FieldPath Path, BsonType Type)> _paths = [];
    private readonly HashSet<ulong> _hashes = [];

    public static NotCarriedPaths None { get; } = new();

    public IReadOnlySet<ulong> Hashes => _hashes;

    public IEnumerable<(FieldPath Path, BsonType Type)> Paths => _paths.Select(p => (p.Path, p.Type));

    /// <summary>Every prefix of every path, itself included.</summary>
    public IEnumerable<ulong> Prefixes => _paths.SelectMany(p => p.PrefixHashes);

    public bool IsEmpty => _paths.Count == 0;

    public void Add(FieldPath path, BsonType type)
    {
        var prefixes = new ulong[path.Names.Count];
        for (var i = 0; i < prefixes.Length; i++) prefixes[i] = path.Prefix(i + 1).Hash;
        _paths.Add((prefixes, path, type));
        _hashes.Add(path.Hash);
    }
}
