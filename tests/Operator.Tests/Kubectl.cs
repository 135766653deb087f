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
        await using var kubectl = ChildProcess.Start("kubectl", ["--kubeconfig", SharedCluster.Cluster.KubeConfig, .. arguments]);
        var code = await kubectl.ExitAsync(Limit);
        return code == 0 ? string.Join('\n', kubectl.Output) : throw new KubectlException(string.Join('\n', kubectl.Errors));
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
