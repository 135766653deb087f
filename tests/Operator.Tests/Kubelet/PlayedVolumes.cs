using System.Text;
using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;

namespace Operator.Tests.Kubelet;

/// <summary>
/// The folders that a pod mounts, in a temporary folder of its own. A process of this machine cannot have its own <c>/etc/bridge</c> and its own port 8080 without the rights of root,
/// so two things are put in place of what the pod's spec says, and nothing else: paths below a mount are paths of the folder, and the two ports are on the pod's own loopback address.
/// </summary>
internal sealed class PlayedVolumes(DirectoryInfo folder, string address)
{
    private readonly Dictionary<string, string> _mounts = [];

    /// <summary>Where the container may say in a few words why it ended.</summary>
    public string TerminationMessage => Path.Combine(folder.FullName, "termination-log");

    /// <summary>Fetches what the container mounts.</summary>
    /// <returns>Why it cannot be had now; null where it could.</returns>
    public async Task<string?> MountAsync(KubeClient client, string space, JsonObject spec, JsonNode container, CancellationToken cancellation)
    {
        foreach (var mount in container["volumeMounts"]!.AsArray())
        {
            var (name, path) = (mount!["name"]!.GetValue<string>(), mount["mountPath"]!.GetValue<string>());
            var volume = spec["volumes"]!.AsArray().First(v => v!["name"]!.GetValue<string>() == name)!;
            var target = folder.CreateSubdirectory(name).FullName;
            _mounts[path] = target;
            if (volume["secret"]?["secretName"]?.GetValue<string>() is not { } secretName) continue;
            if (await client.FindAsync(KubeThing.Secrets, new ObjectKey(space, secretName), cancellation) is not { } secret) return $"secret \"{secretName}\" not found";
            foreach (var (file, content) in secret.Data!) await File.WriteAllBytesAsync(Path.Combine(target, file), file.EndsWith(".yaml", StringComparison.Ordinal) ? Here(content, path) : content, cancellation);
        }
        return null;
    }

    /// <summary>An argument of the container's, where paths lead into the folder.</summary>
    public string Here(string argument)
    {
        foreach (var (path, target) in _mounts)
        {
            if (argument.StartsWith(path + "/", StringComparison.Ordinal)) return target + argument[path.Length..];
        }
        return argument;
    }

    /// <summary>What a temporary file of the container's goes to.</summary>
    public string? Temporary => _mounts.GetValueOrDefault("/tmp");

    private byte[] Here(byte[] configuration, string path)
    {
        var root = JsonNode.Parse(Encoding.UTF8.GetString(configuration).Replace($"file:{path}/", $"file:{_mounts[path]}/", StringComparison.Ordinal))!;
        foreach (var name in (string[])["status", "metrics"]) root[name]!["address"] = address;
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
