using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>Types of fields in DQL. An undeclared number is a register to the engine, and an undeclared read shows the newest variant of whatever type.</summary>
internal static class TypeDeclaration
{
    /// <summary><c>COLLECTION `c` (`qty` COUNTER, `o` MAP(`k` COUNTER))</c>; without counters the collection's name alone.</summary>
    public static string Of(string collection, CounterPaths counters) =>
        counters.IsEmpty ? DqlName.Quote(collection) : $"COLLECTION {DqlName.Quote(collection)} ({Types(counters.Paths, "COUNTER", depth: 0)})";

    /// <summary><c>COLLECTION `c` (`o` MAP(`k` REGISTER))</c>.</summary>
    public static string OfRegister(string collection, FieldPath path) => $"COLLECTION {DqlName.Quote(collection)} ({Types([path], "REGISTER", depth: 0)})";

    private static string Types(IEnumerable<FieldPath> paths, string type, int depth) => string.Join(", ", paths.GroupBy(p => p.Names[depth], StringComparer.Ordinal).Select(g =>
        g.First().Names.Count == depth + 1 ? $"{DqlName.Quote(g.Key)} {type}" : $"{DqlName.Quote(g.Key)} MAP({Types(g, type, depth + 1)})"));
}
