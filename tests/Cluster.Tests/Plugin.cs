using TestKit;

namespace Cluster.Tests;

/// <summary>One run of <c>kubectl bridge …</c>: the real kubectl finds the plugin on its path, as an engineer's does.</summary>
/// <param name="Code">The exit code; kubectl passes on that of the plugin.</param>
/// <param name="Output">stdout.</param>
/// <param name="Errors">stderr.</param>
internal sealed record Plugin(int Code, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    /// <param name="space">The namespace.</param>
    /// <param name="arguments">What stands behind <c>kubectl bridge</c>.</param>
    public static async Task<Plugin> RunAsync(string space, params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}", ["BRIDGE_TOKEN"] = "", ["BRIDGE_URL"] = "" };
        await using var process = ChildProcess.Start("kubectl", ["bridge", .. arguments, "-n", space, "--kubeconfig", SharedCluster.Cluster.KubeConfig], environment);
        var run = new Plugin(await process.ExitAsync(Limit), string.Join('\n', process.Output), string.Join('\n', process.Errors));
        await TestContext.Out.WriteLineAsync($"kubectl bridge {string.Join(' ', arguments)}: {run.Code}\n{run.Output}\n{run.Errors}");
        KnownSecrets.Search(run.Output + run.Errors, $"kubectl bridge {string.Join(' ', arguments)}");
        return run;
    }
}
