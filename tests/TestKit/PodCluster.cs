namespace TestKit;

/// <summary>
/// A real Kubernetes with a node of a test run's own, by devstack/cluster: pods run, this machine reaches them and their Services by address, and they reach servers of
/// this machine at <see cref="Host"/>. It needs root and Debian 12. Nothing of it stays, also when the test process is killed.
/// </summary>
public sealed class PodCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly ChildProcess _process;

    private PodCluster(string folder, ChildProcess process) => (Folder, _process) = (folder, process);

    /// <summary>Its keys, data and logs; gone after disposal.</summary>
    public string Folder { get; }

    /// <summary>The path of a kubeconfig with every right.</summary>
    public string KubeConfig => Path.Combine(Folder, "admin.kubeconfig");

    /// <summary>The address of this machine as pods have it; unused before the cluster.</summary>
    public string Host { get; private set; } = "";

    /// <summary>A process in the cluster's network.</summary>
    public int InnerProcessId => int.Parse(File.ReadAllText(Path.Combine(Folder, "run", "first")), System.Globalization.CultureInfo.InvariantCulture);

    private static string Scripts => Path.Combine(RepositoryFolder.Path, "devstack", "cluster");

    /// <summary>Why no cluster with pods can be started here, and what to do; null when one can.</summary>
    public static string? Missing()
    {
        if (!string.Equals(Environment.UserName, "root", StringComparison.Ordinal)) return "Pods need root: run `make test-cluster` as root on Debian 12.";
        if (!File.ReadAllText("/etc/os-release").Contains("VERSION_CODENAME=bookworm", StringComparison.Ordinal)) return "Pods need Debian 12 (bookworm): its packages of containerd and Kubernetes belong together.";
        return KubernetesCluster.Missing() ?? (Succeeds("node-programs") ? null : "The programs of a node are missing: run `make setup-pods` first.");
    }

    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task<PodCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pods-").FullName;
        var cluster = new PodCluster(folder, ChildProcess.Start(Path.Combine(Scripts, "run-pods"), [folder, "--exit-with-stdin"]));
        try
        {
            await cluster._process.LineAsync("that it is ready", l => l.StartsWith("ready ", StringComparison.Ordinal), StartLimit);
            cluster.Host = cluster._process.Output.Single(l => l.StartsWith("host ", StringComparison.Ordinal))["host ".Length..];
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings images of images/podman in.</summary>
    /// <exception cref="InvalidOperationException">One is not there; says which.</exception>
    public async Task LoadAsync(params IEnumerable<string> images)
    {
        await using var load = ChildProcess.Start(Path.Combine(Scripts, "load"), [Folder, .. images]);
        if (await load.ExitAsync(LoadLimit) != 0) throw new InvalidOperationException($"The images could not be loaded.\n{load.LastLines()}");
    }

    /// <summary>Ends the processes of a container without a word, as a node that runs out of memory does.</summary>
    /// <param name="containerId">As a pod's status has it, <c>containerd://…</c>.</param>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static void Kill(string containerId)
    {
        var id = containerId[(containerId.LastIndexOf('/') + 1)..];
        // One tree of control groups, or one for each controller.
        var group = new[] { "/sys/fs/cgroup/k8s.io", "/sys/fs/cgroup/memory/k8s.io" }.Select(f => Path.Combine(f, id, "cgroup.procs")).FirstOrDefault(File.Exists);
        var processes = group is null ? [] : File.ReadAllLines(group);
        if (processes.Length == 0) throw new InvalidOperationException($"Container {id} has no process.");
        foreach (var line in processes)
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
            process.Kill();
        }
    }

    /// <summary>Kills the node's container runtime without a word; containers live on without it. It is started again, as a node's systemd does.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public async Task KillContainerRuntimeAsync()
    {
        var before = RuntimeProcess() ?? throw new InvalidOperationException("No containerd runs.");
        using (var process = System.Diagnostics.Process.GetProcessById(before)) process.Kill();
        await Eventually.HoldsAsync("containerd is started again", () => Task.FromResult(RuntimeProcess() is { } now && now != before ? null : "not yet"), StopLimit);
    }

    /// <summary>Kills the program that keeps the cluster, which cannot tidy up then.</summary>
    public void KillStarter() => _process.Signal(UnixSignal.Kill);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using (_process)
            {
                _process.Signal(UnixSignal.Terminate);
                await _process.ExitAsync(StopLimit);
            }
        }
        finally
        {
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        }
    }

    private int? RuntimeProcess()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (Path.GetFileName(words[0]) == "containerd" && words.Contains(Path.Combine(Folder, "containerd.toml"))) return int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return null;
    }

    private static bool Succeeds(string script)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Path.Combine(Scripts, script), ["--where"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
