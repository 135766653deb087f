using TestKit;

namespace Benchmarks.Parts;

/// <summary>The bridge that somebody would write in an afternoon: bench/peer.</summary>
internal sealed class Opponent : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;

    private Opponent(ChildProcess process, DirectoryInfo folder) => (_process, _folder) = (process, folder);

    public (string Name, int Process) Part => ("opponent", _process.Id);

    private static string Folder => Path.Combine(RepositoryFolder.Path, "bench", "peer");

    public static async Task<Opponent> StartAsync(string uri, string database, string endpoint, string apiKey)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "mongodb"))) throw new InvalidOperationException("The npm package 'mongodb' is not installed in bench/peer: run `make setup` first.");
        var folder = Directory.CreateTempSubdirectory("opponent-");
        var process = ChildProcess.Start("node", [Path.Combine(Folder, "bridge.mjs"), database, Path.Combine(folder.FullName, "token")],
            new Dictionary<string, string> { ["MONGODB_URI"] = uri, ["BIG_PEER_ENDPOINT"] = endpoint, ["BIG_PEER_API_KEY"] = apiKey });
        var opponent = new Opponent(process, folder);
        try
        {
            await process.LineAsync("that it is ready", l => l.Contains("\"ready\":true", StringComparison.Ordinal), Own.StartLimit);
            return opponent;
        }
        catch
        {
            await opponent.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
