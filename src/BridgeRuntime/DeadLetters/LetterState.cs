using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>Hashes of documents as they were when they were parked: never 0.</summary>
internal static class LetterState
{
    /// <summary>Of a whole MongoDB document.</summary>
    public static ulong Of(ReadOnlyMemory<byte> bson) => NotZero(StableHash.Of(bson.Span));

    /// <summary>Of what makes a MongoDB document's Ditto id: feeds do not read more of it.</summary>
    public static ulong Of(ReadOnlySpan<byte> document, IReadOnlyList<string> fields)
    {
        var hash = StableHash.Of("identity"u8);
        foreach (var field in fields)
        {
            if (!BsonReader.TryFind(document, field, out var element)) hash = StableHash.Mix(hash, 1);
            else hash = StableHash.Mix(StableHash.Mix(hash, (ulong)element.Type + 2), StableHash.Of(element.Value));
        }
        return NotZero(hash);
    }

    /// <summary>Of a Ditto document, whatever the order of its members.</summary>
    public static ulong Of(DocumentState state)
    {
        ulong sum = 0;
        foreach (var leaf in state.Leaves) sum += StableHash.Mix(leaf.PathHash, leaf.ValueHash);
        return NotZero(StableHash.Mix(sum, (ulong)state.Leaves.Length));
    }

    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;
}
