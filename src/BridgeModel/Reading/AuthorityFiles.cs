using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(sources.ReadFile(file));
            var count = authorities.Count;
            foreach (var authority in authorities) authority.Dispose();
            return count > 0 ? null : "names a file without a certificate; it holds those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)";
        }
        catch (CryptographicException)
        {
            return "names a file with a certificate that cannot be read; it holds those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "names a file that does not exist or cannot be read";
        }
    }
}
