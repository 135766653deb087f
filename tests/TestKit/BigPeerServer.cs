using System.Globalization;
using System.Text.Json;

namespace TestKit;

/// <summary>A Big Peer's HTTP API over the real Ditto engine: devstack/big-peer in a process of its own, with a store that goes when it ends.</summary>
public sealed class BigPeerServer : IAsyncDisposable
{
    /// <summary>The key of every server that tests start.</summary>
    public const string Key = "key-of-the-tests";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly ChildProcess _process;

    private BigPeerServer(ChildProcess process, BigPeerApi api, BigPeerControl control)
    {
        _process = process;
        Api = api;
        Control = control;
    }

    public BigPeerApi Api { get; }

    /// <summary>Of its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Makes it misbehave. Where tests share a server, a fault names their own collection.</summary>
    public BigPeerControl Control { get; }

    private static string Folder => Path.Combine(RepositoryFolder.Path, "devstack", "big-peer");

    /// <summary>Why no Big Peer can be started here, and what to do; null when one can.</summary>
    public static string? Missing()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!path.Any(p => File.Exists(Path.Combine(p, "node")))) return "node is not installed: run `make setup` first.";
        return Directory.Exists(Path.Combine(Folder, "node_modules", "@dittolive", "ditto")) ? null : "The npm package '@dittolive/ditto' is not installed: run `make setup` first.";
    }

    /// <param name="port">0 takes a free one.</param>
    /// <param name="key">The API key.</param>
    /// <param name="data">The folder of a store that is kept; null: a temporary one.</param>
    /// <param name="bind">The address to listen on.</param>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task<BigPeerServer> StartAsync(int port = 0, string key = Key, string? data = null, string bind = "127.0.0.1")
    {
        List<string> arguments = [Path.Combine(Folder, "src", "main.js"), "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", bind, "--control-port", "0", "--exit-with-parent"];
        if (data is not null) arguments.AddRange(["--data", data]);
        var process = ChildProcess.Start("node", arguments, new Dictionary<string, string> { ["BIG_PEER_API_KEY"] = key });
        try
        {
            using var ready = JsonDocument.Parse(await process.LineAsync("that it is ready", l => l.Contains("\"ready\":true", StringComparison.Ordinal), StartLimit));
            return new BigPeerServer(
                process, new BigPeerApi(ready.RootElement.GetProperty("endpoint").GetString()!, key), new BigPeerControl(ready.RootElement.GetProperty("controlPort").GetInt32()));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Control.Dispose();
        try
        {
            if (_process.HasExited) return;
            _process.Signal(UnixSignal.Terminate);
            await _process.ExitAsync(StopLimit);
        }
        finally
        {
            await _process.DisposeAsync();
        }
    }
}
