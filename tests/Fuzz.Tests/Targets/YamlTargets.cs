using System.Text;
using BridgeModel;
using ControllerRuntime.Configuration;

namespace Fuzz.Tests.Targets;

/// <summary>YAML that people write: the runtime's file, the resource, a kubeconfig.</summary>
internal static class YamlTargets
{
    private static readonly Dictionary<string, string> Labels = new() { [BridgeResourceReader.AppLabel] = "app" };

    private static readonly ReferenceSources Sources = new(_ => null, path => throw new FileNotFoundException("there is none", path)) { ListFiles = _ => [] };

    private static readonly IReadOnlyList<byte[]> Files = [.. new[] { "samples/compose/bridge.yaml", "demo/bridge.yaml" }.Select(Read), FuzzTarget.Utf8("""
        name: shop
        mongoConnector:
          connectionString: mongodb://u:p@h/?replicaSet=rs0
          database: shop
          collections:
            tasks: { fields: [_id], initialSync: true, filter: "deleted = false" }
            orders: { fields: [location, orderId], mode: ejson, dqlStrictMode: false, dittoTypes: { settableCounters: [qty, a.b] } }
        bigPeer: { endpoint: "http://h:1/app", apiKey: k, pollInterval: 1s, pageSize: 100 }
        """)];

    private static readonly IReadOnlyList<byte[]> Specs = FuzzTarget.Texts(
        """{"bridge":{"mongoConnector":{"connectionSecret":{"kubernetesSecret":{"name":"s"}},"database":"shop","collections":{"tasks":{"fields":["_id"],"initialSync":true}}}}}""",
        """
        {"displayName":"Shop","conflictPolicy":"bigPeer","deletionPolicy":"Delete","bigPeer":{"endpoint":"https://h/app","apiKeySecret":{"name":"s","key":"k"},"pollInterval":"500ms"},"bridge":{"mongoConnector":{"connectionSecret":{"awsSecretsManager":{"secretId":"s",
        "roleArn":"arn:aws:iam::123456789012:role/r","region":"us-east-1"}},"database":"shop","collections":{"stock":{"fields":["a","b"],"dqlStrictMode":false,"dittoTypes":{"settableCounters":["n"]}}}}},"runtime":{"batchSize":500,"logLevel":"Debug","nodeSelector":{"a":"b"}}}
        """);

    private static readonly IReadOnlyList<byte[]> Manifests = [.. Directory.EnumerateFiles(Path.Combine(TestKit.RepositoryFolder.Path, "samples"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static readonly IReadOnlyList<byte[]> KubeConfigs = FuzzTarget.Texts("""
        apiVersion: v1
        kind: Config
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u, namespace: n}}]
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}}]
        users: [{name: u, user: {token: t}}]
        """);

    public static IEnumerable<FuzzTarget> All =>
    [
        new("configuration", Files, Samples.YamlPieces, Configuration),
        new("resource", Specs, [.. Samples.YamlPieces, .. Samples.JsonPieces], Resource),
        new("manifest", Manifests, Samples.YamlPieces, Manifest),
        new("kubeconfig", KubeConfigs, Samples.YamlPieces, Kubeconfig, typeof(KubeConfigurationException)),
    ];

    private static string Configuration(byte[] bytes)
    {
        var result = BridgeConfigurationReader.Read(Encoding.UTF8.GetString(bytes), Sources);
        if (result.IsValid != result.Errors.IsEmpty) throw new AssertionException("Errors, and valid.");
        return Kinds(result.Errors);
    }

    private static string Resource(byte[] bytes) => Kinds(BridgeResourceReader.Read("shop", Labels, Encoding.UTF8.GetString(bytes)).Errors);

    private static string Manifest(byte[] bytes) => BridgeManifestReader.TryRead(Encoding.UTF8.GetString(bytes)) is { } manifest ? Kinds(manifest.Errors) : "none";

    private static string Kubeconfig(byte[] bytes)
    {
        var file = Path.Combine(Path.GetTempPath(), $"kubeconfig-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        try
        {
            File.WriteAllBytes(file, bytes);
            using var certificate = KubeConfig.Read([file], context: null, TimeProvider.System).ClientCertificate;
            return "read";
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Kinds(IEnumerable<BridgeError> errors)
    {
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var error in errors)
        {
            if (error.Message.Length == 0 || error.ToString().AsSpan().ContainsAny('\n', '\r')) throw new AssertionException($"'{error}'");
            kinds.Add(string.Concat(error.Message.Take(25)));
        }
        return string.Join('|', kinds.Take(3));
    }

    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(TestKit.RepositoryFolder.Path, path));
}
