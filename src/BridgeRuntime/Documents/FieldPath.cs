using System.Text;

namespace BridgeRuntime.Documents;

/// <summary>The names that lead from the top of a document to a value. Names may hold dots, dollars and anything else but a zero character.</summary>
internal sealed class FieldPath(params string[] names) : IEquatable<FieldPath>
{
    /// <summary>The hash of the empty path, on which every other is built.</summary>
    public const ulong RootHash = 0x9e3779b97f4a7c15;

    public IReadOnlyList<string> Names => names;

    public ulong Hash
    {
        get
        {
            var hash = RootHash;
            foreach (var name in names) hash = Child(hash, Encoding.UTF8.GetBytes(name));
            return hash;
        }
    }

    /// <summary>The hash of a path one name longer.</summary>
    public static ulong Child(ulong parentHash, ReadOnlySpan<byte> nameUtf8) => StableHash.Mix(parentHash, StableHash.Of(nameUtf8));

    /// <summary>The first <paramref name="count"/> names.</summary>
    public FieldPath Prefix(int count) => count == names.Length ? this : new FieldPath(names[..count]);

    /// <summary>Whether MongoDB's dotted notation can address it: no empty name, no dot inside a name, no dollar in front.</summary>
    public bool IsAddressable => names.All(n => n.Length > 0 && n[0] != '$' && !n.Contains('.'));

    public bool Equals(FieldPath? other) => other is not null && names.AsSpan().SequenceEqual(other.Names.ToArray());
    public override bool Equals(object? obj) => Equals(obj as FieldPath);
    public override int GetHashCode() => Hash.GetHashCode();

    /// <summary>Dotted notation, as people read it.</summary>
    public override string ToString() => string.Join('.', names);
}
