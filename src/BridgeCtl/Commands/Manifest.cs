using BridgeCtl.Kubernetes;
using BridgeModel;

namespace BridgeCtl.Commands;

/// <summary>A BigPeerDataBridge in a file, with what it refers to found in the environment or in the cluster.</summary>
internal sealed class Manifest
{
    private readonly BridgeManifest _manifest;

    private Manifest(BridgeManifest manifest) => _manifest = manifest;

    /// <returns>Null where the file holds none.</returns>
    /// <exception cref="CtlException">It holds one that is wrong, or several.</exception>
    public static Manifest? TryRead(FileInfo file)
    {
        if (BridgeManifestReader.TryReadFile(file.FullName) is not { } manifest) return null;
        return manifest.Errors.IsEmpty ? new Manifest(manifest) : throw new CtlException(ExitCode.Usage, BridgeError.Format(manifest.Errors).TrimEnd());
    }

    /// <param name="open">The cluster, where something is to be found there.</param>
    /// <param name="files">Keeps the authorities that the manifest's Secrets hold.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CtlException">Something cannot be found or used; all that is wrong with the values is named.</exception>
    public async Task<BridgeConfiguration> ResolveAsync(Func<KubeAccess> open, AuthorityFolder files, CancellationToken cancellation)
    {
        using var cluster = new LazyCluster(open);
        var secrets = new ManifestSecrets(_manifest.Name, _manifest.Namespace, $"{_manifest.App}-big-peer", _manifest.Spec, cluster, files);
        var endpoint = await secrets.EndpointAsync(cancellation);
        var apiKey = new Secret(await secrets.ApiKeyAsync(cancellation));
        var connectionString = new Secret(await secrets.ConnectionStringAsync(cancellation));
        var (mongoAuthorities, bigPeerAuthorities) = (await secrets.MongoAuthoritiesAsync(cancellation), await secrets.BigPeerAuthoritiesAsync(cancellation));
        string?[] wrong =
        [
            BridgeValueRules.ConnectionString(connectionString) is { } a ? $"the MongoDB connection string {a}" : null, BridgeValueRules.Endpoint(endpoint) is { } b ? $"the Big Peer's endpoint {b}" : null,
            BridgeValueRules.ApiKey(apiKey) is { } c ? $"the Big Peer's API key {c}" : null, .. files.Wrong,
        ];
        if (wrong.Any(w => w is not null)) throw new CtlException(ExitCode.Usage, $"What the manifest refers to cannot be used: {string.Join("; ", wrong.Where(w => w is not null))}.");
        return new BridgeConfiguration
        {
            Name = _manifest.Name,
            ConflictPolicy = _manifest.Spec.ConflictPolicy,
            MongoConnector = _manifest.Spec.MongoConnector with { ConnectionString = connectionString, ConnectionSecret = null, CaFile = mongoAuthorities, CaSecret = null },
            BigPeer = new BigPeerSettings { Endpoint = endpoint.TrimEnd('/'), ApiKey = apiKey, CaFile = bigPeerAuthorities },
            Runtime = new RuntimeSettings { BatchSize = _manifest.Spec.Runtime.BatchSize, Workers = _manifest.Spec.Runtime.Workers },
            MassDeleteGuard = _manifest.Spec.MassDeleteGuard,
            DeadLetters = _manifest.Spec.DeadLetters,
        };
    }
}
