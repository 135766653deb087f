using TestKit;

namespace Operator.Tests;

/// <summary>The real kubectl, as a user calls it.</summary>
internal static class Kubectl
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>stdout.</returns>
    /// <exception cref="KubectlException">It failed; the message is its stderr.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        KnownSecrets.AddLiterals(arguments);
        await using var kubectl = ChildProcess.Start("kubectl", ["--kubeconfig", SharedCluster.Cluster.KubeConfig, .. arguments]);
        var code = await kubectl.ExitAsync(Limit);
        if (code != 0) throw new KubectlException(string.Join('\n', kubectl.Errors));
        var text = string.Join('\n', kubectl.Output);
        // Statuses, events, pods, their logs: everything but the Secrets themselves.
        if (!arguments.Any(a => a is "secret" or "secrets")) KnownSecrets.Search(text, $"kubectl {string.Join(' ', arguments)}");
        return text;
    }

    /// <summary>Applies a manifest.</summary>
    public static async Task<string> ApplyAsync(string manifest, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest);
            return await RunAsync(["apply", "-f", file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
