using TestKit;

namespace Cluster.Tests.Demo;

/// <summary><c>eng/demo-cluster</c> as a user calls it, with a folder for what is temporary, in which nothing must stay.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demo-");

    /// <param name="settings">Variables; those of the demo that are not named are unset.</param>
    public DemoRun(IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = "", ["REPOSITORY"] = "", ["TAG"] = "", ["HOST_ADDRESS"] = "", ["KEEP"] = "", ["TMPDIR"] = _folder.FullName };
        foreach (var (name, value) in settings) environment[name] = value;
        Process = ChildProcess.Start(Path.Combine(RepositoryFolder.Path, "eng", "demo-cluster"), [], environment);
    }

    public ChildProcess Process { get; }

    /// <summary>What it needs for the shared cluster.</summary>
    public static Dictionary<string, string> OnSharedCluster() => new()
    {
        ["KUBECONFIG"] = SharedCluster.Cluster.KubeConfig,
        ["REPOSITORY"] = Path.GetDirectoryName(Operators.Repository(SharedCluster.Images.Operator))!,
        ["TAG"] = Operators.Tag(SharedCluster.Images.Operator),
        ["HOST_ADDRESS"] = SharedCluster.Cluster.Host,
    };

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and all that it said.</returns>
    public async Task<(int Code, string Said)> EndAsync() => (await Process.ExitAsync(Limit), string.Join('\n', [.. Process.Output, .. Process.Errors]));

    /// <summary>Processes, mounts and files that it has left behind.</summary>
    public async Task<string> LeftAsync()
    {
        var mounts = (await File.ReadAllLinesAsync("/proc/self/mounts")).Where(m => m.Contains(_folder.FullName, StringComparison.Ordinal));
        return string.Join('\n', [.. Processes.With(_folder.FullName), .. mounts, .. Directory.EnumerateFileSystemEntries(_folder.FullName)]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Signal(UnixSignal.Terminate);
            await Process.ExitAsync(Limit);
        }
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
