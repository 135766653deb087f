using System.Diagnostics;

namespace TestKit;

/// <summary>
/// A real Kubernetes control plane of a test run's own: etcd, kube-apiserver and kube-controller-manager by devstack/cluster, in seconds; no node, so no pod ever runs.
/// Or the cluster that the environment's <c>KUBECONFIG_UNDER_TEST</c> names.
/// </summary>
public sealed class KubernetesCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private readonly ChildProcess? _process;
    private readonly string? _folder;

    private KubernetesCluster(string kubeConfig, ChildProcess? process, string? folder) => (KubeConfig, _process, _folder) = (kubeConfig, process, folder);

    /// <summary>The path of a kubeconfig with every right.</summary>
    public string KubeConfig { get; }

    /// <summary>Whether it is a cluster of the environment's, on which only what tests make themselves may be touched.</summary>
    public bool IsForeign => _process is null;

    private static string Scripts => Path.Combine(RepositoryFolder.Path, "devstack", "cluster");

    /// <summary>Why no cluster can be started here, and what to do; null when one can.</summary>
    public static string? Missing()
    {
        if (Foreign() is not null) return null;
        return MissingBuild("build") is null ? null : "Kubernetes is not built: run `make setup-cluster` first, or name a cluster in KUBECONFIG_UNDER_TEST.";
    }

    /// <summary>Why no server with CEL rules can be started here; null when one can.</summary>
    public static string? MissingCel() => MissingBuild("build-cel") ?? (MissingBuild("build") is null ? null : "Kubernetes is not built, which the server with CEL rules needs: run `make setup-cluster` first.");

    /// <summary>The environment's cluster, or else one of the caller's own.</summary>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task<KubernetesCluster> StartAsync() => Foreign() is { } given ? new KubernetesCluster(given, process: null, folder: null) : await StartOwnAsync();

    /// <summary>A cluster of the caller's own whatever the environment says, for tests that stop it.</summary>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static Task<KubernetesCluster> StartOwnAsync() => StartInAsync(NewFolder());

    /// <summary>A new API server of custom resources alone, with CEL rules and strict field validation; it has no resources of the core.</summary>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static Task<KubernetesCluster> StartCelAsync() => StartInAsync(NewFolder(), "--cel");

    /// <summary>Ends all its programs without a word and starts them again on its data, at another port. What was held before must still be disposed of.</summary>
    public async Task<KubernetesCluster> RestartAsync()
    {
        await StopAsync(_process!);
        return await StartInAsync(_folder!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        try
        {
            await StopAsync(_process);
        }
        finally
        {
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        }
    }

    private static string? Foreign() => Environment.GetEnvironmentVariable("KUBECONFIG_UNDER_TEST") is { Length: > 0 } given ? given : null;

    private static string NewFolder() => Directory.CreateTempSubdirectory("cluster-").FullName;

    private static string? MissingBuild(string script)
    {
        using var build = Process.Start(new ProcessStartInfo(Path.Combine(Scripts, script), ["--where"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        build.StandardOutput.ReadToEnd();
        var why = build.StandardError.ReadToEnd().Trim();
        build.WaitForExit();
        return build.ExitCode == 0 ? null : why;
    }

    private static async Task<KubernetesCluster> StartInAsync(string folder, params string[] options)
    {
        var kubeConfig = Path.Combine(folder, options.Contains("--cel") ? "cel.kubeconfig" : "admin.kubeconfig");
        var cluster = new KubernetesCluster(kubeConfig, ChildProcess.Start(Path.Combine(Scripts, "run"), [folder, "--exit-with-stdin", .. options]), folder);
        try
        {
            await cluster._process!.LineAsync("that it is ready", l => l.StartsWith("ready ", StringComparison.Ordinal), StartLimit);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static async Task StopAsync(ChildProcess process)
    {
        await using (process)
        {
            if (process.HasExited) return;
            process.Signal(UnixSignal.Terminate);
            await process.ExitAsync(StopLimit);
        }
    }
}
