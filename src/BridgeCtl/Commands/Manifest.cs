using BridgeCtl.Kubernetes;
using BridgeModel;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BridgeCtl.Commands;

/// <summary>A BigPeerDataBridge in a file, with what it refers to found in the environment or in the cluster.</summary>
internal sealed class Manifest
{
    private const int MostBytes = 1024 * 1024;

    private readonly string _name;
    private readonly string? _namespace;
    private readonly string? _app;
    private readonly BridgeResourceSpec _spec;

    private Manifest(string name, string? space, string? app, BridgeResourceSpec spec) => (_name, _namespace, _app, _spec) = (name, space, app, spec);

    /// <returns>Null where the file holds none.</returns>
    /// <exception cref="CtlException">It holds one that is wrong, or several.</exception>
    public static Manifest? TryRead(FileInfo file)
    {
        if (!file.Exists || file.Length > MostBytes) return null;
        var stream = new YamlStream();
        try
        {
            using var text = file.OpenText();
            stream.Load(text);
        }
        catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException)
        {
            // The reader of configurations says what is wrong with it.
            return null;
        }
        var found = stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().Where(n => Text(n, "kind") == "BigPeerDataBridge").ToList();
        return found.Count switch
        {
            0 => null,
            1 => Read(found[0]),
            _ => throw new CtlException(ExitCode.Usage, $"{file} holds {found.Count} BigPeerDataBridges; give a file with one."),
        };
    }

    /// <param name="open">The cluster, where something is to be found there.</param>
    /// <param name="files">Keeps the authorities that the manifest's Secrets hold.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CtlException">Something cannot be found or used; all that is wrong with the values is named.</exception>
    public async Task<BridgeConfiguration> ResolveAsync(Func<KubeAccess> open, AuthorityFolder files, CancellationToken cancellation)
    {
        using var cluster = new LazyCluster(open);
        var secrets = new ManifestSecrets(_name, _namespace, $"{_app}-big-peer", _spec, cluster, files);
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
            Name = _name,
            ConflictPolicy = _spec.ConflictPolicy,
            MongoConnector = _spec.MongoConnector with { ConnectionString = connectionString, ConnectionSecret = null, CaFile = mongoAuthorities, CaSecret = null },
            BigPeer = new BigPeerSettings { Endpoint = endpoint.TrimEnd('/'), ApiKey = apiKey, CaFile = bigPeerAuthorities },
            Runtime = new RuntimeSettings { BatchSize = _spec.Runtime.BatchSize, Workers = _spec.Runtime.Workers },
            MassDeleteGuard = _spec.MassDeleteGuard,
            DeadLetters = _spec.DeadLetters,
        };
    }

    private static Manifest Read(YamlMappingNode root)
    {
        var metadata = Child(root, "metadata") as YamlMappingNode ?? [];
        var labels = (Child(metadata, "labels") as YamlMappingNode)?.Children.ToDictionary(l => $"{l.Key}", l => $"{l.Value}") ?? [];
        var name = Text(metadata, "name") ?? "";
        var read = BridgeResourceReader.Read(name, labels, Child(root, "spec") is { } spec ? Yaml(spec) : "");
        if (read.Errors.Length > 0) throw new CtlException(ExitCode.Usage, BridgeError.Format(read.Errors).TrimEnd());
        return new Manifest(name, Text(metadata, "namespace"), labels.GetValueOrDefault(BridgeResourceReader.AppLabel), read.Spec);
    }

    private static string Yaml(YamlNode node)
    {
        var writer = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static string? Text(YamlMappingNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;
}
