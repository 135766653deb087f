using BridgeRuntime.Documents;

namespace BridgeRuntime.BigPeer;

/// <summary>Names in DQL statements. Everything is quoted, so no name can end the statement or begin another.</summary>
internal static class DqlName
{
    /// <summary>Back-ticks around it, one inside doubled; a backslash stays a backslash (seen on the engine).</summary>
    public static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Quote(FieldPath path) => string.Join('.', path.Names.Select(Quote));
}
