using System.Text.RegularExpressions;

namespace BridgeCtl.Tests;

/// <summary>A scene of the end-to-end tests, and bridgectl beside it.</summary>
internal sealed partial class CtlScene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridgectl-");

    public CtlScene(SceneOptions? options = null, BigPeerApi? bigPeer = null) => Scene = new Scene(options ?? new SceneOptions(), bigPeer);

    public Scene Scene { get; }

    public string Collection => Scene.Docs.Mongo.Name;

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(FileOf(name), content);
        return FileOf(name);
    }

    /// <summary>The configuration of the scene's bridge, as a file.</summary>
    public string Configuration() => Write("bridge.yaml", Scene.Yaml());

    /// <summary>A manifest of the scene's collection, as a file.</summary>
    /// <param name="name">The resource's.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="secret">Where the connection string is.</param>
    /// <param name="more">Further lines of the spec.</param>
    public string Manifest(string name, string space, string secret = "kubernetesSecret: { name: shop-mongo }", string more = "") => Write("manifest.yaml", ManifestText(name, space, secret, more));

    public string ManifestText(string name, string space, string secret = "kubernetesSecret: { name: shop-mongo }", string more = "") => $$"""
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata: { name: {{name}}, namespace: {{space}}, labels: { ditto.live/app: shop } }
        spec:
          bridge:
            mongoConnector:
              connectionSecret: { {{secret}} }
              database: {{Scene.Database}}
              collections:
                {{Collection}}: { fields: [_id], initialSync: true, dqlStrictMode: false }{{more}}
        """;

    /// <summary>Runs a command for the running bridge, by its address; the token from the environment.</summary>
    public async Task<CtlRun> RunAsync(params IReadOnlyList<string> arguments) => await CtlRun.Async(await EnvironmentAsync(), [.. arguments]);

    /// <summary>Runs a command that needs no bridge.</summary>
    public Task<CtlRun> AloneAsync(params IReadOnlyList<string> arguments) => CtlRun.Async(Scene.Secrets(), arguments);

    public async Task<Dictionary<string, string>> EnvironmentAsync() => new() { ["BRIDGE_URL"] = await UrlAsync(), ["BRIDGE_TOKEN"] = Scene.Token };

    public async Task<string> UrlAsync() => $"http://127.0.0.1:{Port().Match(await Scene.Bridge.LogAsync("Status on port")).Groups["port"].Value}";

    /// <summary>Documents that are equal on both sides, and a bridge that serves them.</summary>
    public async Task StartAsync(int documents)
    {
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, documents).Select(i => $$"""{"_id":"d{{i:0000}}","n":{{i}},"o":{"a":1,"b":2} }"""));
        await Scene.StartAsync();
    }

    /// <summary>One difference of each kind, of which the bridge knows nothing.</summary>
    public Task PlantAsync() => EndToEnd.Tests.Control.UnseenChanges.MakeAsync(Scene, async () =>
    {
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"new","n":1}""");
        await Scene.Docs.Mongo.UpdateAsync("\"d0001\"", """{"$set":{"n":-1}}""");
        await Scene.Docs.Mongo.DeleteAsync("\"d0002\"");
    });

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"Status on port (?<port>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
