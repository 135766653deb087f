using BridgeModel.Validation;

namespace BridgeModel.Reading;

/// <summary>Looks into the files that <c>caFile</c> names, so that a wrong one is said at the start and with its key.</summary>
internal static class AuthorityFiles
{
    public static BridgeConfiguration Resolve(BridgeConfiguration configuration, string folder, ReferenceSources sources, ReadLog log) => configuration with
    {
        MongoConnector = configuration.MongoConnector with { CaFile = Resolve(configuration.MongoConnector.CaFile, "mongoConnector.caFile", folder, sources, log) },
        BigPeer = configuration.BigPeer with { CaFile = Resolve(configuration.BigPeer.CaFile, "bigPeer.caFile", folder, sources, log) },
    };

    /// <returns>The file's absolute path.</returns>
    private static string? Resolve(string? file, string path, string folder, ReferenceSources sources, ReadLog log)
    {
        if (file is null) return null;
        var full = Path.GetFullPath(file, folder);
        if (Problem(full, sources) is { } problem) log.AddRule(path, problem);
        return full;
    }

    private static string? Problem(string file, ReferenceSources sources)
    {
        try
        {
            return ConnectionRules.Authorities(sources.ReadFile(file)) is { } problem ? $"names a file that {problem}" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "names a file that does not exist or cannot be read";
        }
    }
}
