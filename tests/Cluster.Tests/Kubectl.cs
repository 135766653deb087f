using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests;

/// <summary>The real kubectl, as a user calls it.</summary>
internal static class Kubectl
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    /// <returns>stdout.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        List<string> all = [.. arguments];
        KnownSecrets.AddLiterals(all);
        var text = await Commands.RunAsync("kubectl", ["--kubeconfig", SharedCluster.Cluster.KubeConfig, .. all], Limit);
        // Statuses, events, pods, their logs: everything but the Secrets themselves.
        if (!all.Exists(a => a is "secret" or "secrets")) KnownSecrets.Search(text, $"kubectl {string.Join(' ', all)}");
        return text;
    }

    /// <summary>The object as JSON; null when there is none.</summary>
    public static async Task<JsonNode?> FindAsync(string space, string kind, string name)
    {
        var text = await RunAsync("get", kind, name, "-n", space, "-o", "json", "--ignore-not-found");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Applies a manifest. An API server of 1.20 does not know the rules in the CRD, hence without kubectl's validation.</summary>
    public static async Task ApplyAsync(string space, string manifest)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest);
            await RunAsync("apply", "--validate=false", "-n", space, "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
