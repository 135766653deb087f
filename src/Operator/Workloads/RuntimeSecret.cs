using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>The Secret that the pod mounts: the configuration, the two secrets and the token of the control calls, each a file.</summary>
internal static class RuntimeSecret
{
    /// <summary>Its files by name.</summary>
    public static SortedDictionary<string, byte[]> Files(BigPeerDataBridge bridge, RuntimeInputs inputs)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [RuntimeConfiguration.ConfigurationFile] = Encoding.UTF8.GetBytes(RuntimeConfiguration.Make(bridge.Metadata.Name, inputs)),
            [RuntimeConfiguration.ConnectionStringFile] = Encoding.UTF8.GetBytes(inputs.ConnectionString.Reveal()),
            [RuntimeConfiguration.ApiKeyFile] = Encoding.UTF8.GetBytes(inputs.ApiKey.Reveal()),
            [RuntimeConfiguration.StatusTokenFile] = Encoding.UTF8.GetBytes(inputs.StatusToken.Reveal()),
        };
        if (inputs.MongoAuthorities is { } mongo) files[RuntimeConfiguration.MongoAuthoritiesFile] = Encoding.UTF8.GetBytes(mongo);
        if (inputs.BigPeerAuthorities is { } bigPeer) files[RuntimeConfiguration.BigPeerAuthoritiesFile] = Encoding.UTF8.GetBytes(bigPeer);
        return files;
    }

    /// <returns>The content, and a hash of it: a change of either rolls the pod.</returns>
    public static (JsonObject Content, string Hash) Make(BigPeerDataBridge bridge, RuntimeInputs inputs)
    {
        var files = Files(bridge, inputs);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The uid makes a hash that cannot be looked up: a pod template is readable by more people than a Secret.
        hash.AppendData(Encoding.UTF8.GetBytes(bridge.Metadata.Uid ?? ""));
        foreach (var (name, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{content.Length}:"));
            hash.AppendData(content);
        }
        var data = new JsonObject(files.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, Convert.ToBase64String(f.Value))));
        return (new JsonObject { ["type"] = "Opaque", ["data"] = data }, Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }
}
