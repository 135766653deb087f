using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>Counters in DQL. An undeclared number is a register to the engine.</summary>
internal static class CounterDeclaration
{
    /// <summary><c>COLLECTION `c` (`qty` COUNTER, `o` MAP(`k` COUNTER))</c>; without counters the collection's name alone.</summary>
    public static string Of(string collection, CounterPaths counters) =>
        counters.IsEmpty ? DqlName.Quote(collection) : $"COLLECTION {DqlName.Quote(collection)} ({Types(counters.Paths, depth: 0)})";

    private static string Types(IEnumerable<FieldPath> paths, int depth) => string.Join(", ", paths.GroupBy(p => p.Names[depth], StringComparer.Ordinal).Select(g =>
        g.First().Names.Count == depth + 1 ? $"{DqlName.Quote(g.Key)} COUNTER" : $"{DqlName.Quote(g.Key)} MAP({Types(g, depth + 1)})"));
}
