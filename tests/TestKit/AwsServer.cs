using System.Diagnostics;

namespace TestKit;

/// <summary>AWS Secrets Manager, STS and IAM by moto, from devstack/aws: a process of its own, ready in a second or two, that keeps nothing.</summary>
public sealed class AwsServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly ChildProcess _process;

    private AwsServer(ChildProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    /// <summary>What <c>AWS_ENDPOINT_URL</c> takes.</summary>
    public Uri Endpoint { get; }

    private static string Scripts => Path.Combine(RepositoryFolder.Path, "devstack", "aws");

    /// <summary>Why none can be started here, and what to do; null when one can.</summary>
    public static string? Missing()
    {
        using var fetch = Process.Start(new ProcessStartInfo(Path.Combine(Scripts, "fetch"), ["--where"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        fetch.StandardOutput.ReadToEnd();
        fetch.WaitForExit();
        return fetch.ExitCode == 0 ? null : "moto, the server with the API of AWS, is not there: run `make setup-cluster` first.";
    }

    /// <param name="bind">The address to listen on.</param>
    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task<AwsServer> StartAsync(string bind = "127.0.0.1")
    {
        var process = ChildProcess.Start(Path.Combine(Scripts, "run"), ["--exit-with-stdin", "--bind", bind]);
        try
        {
            var ready = await process.LineAsync("that it is ready", l => l.StartsWith("ready ", StringComparison.Ordinal), StartLimit);
            return new AwsServer(process, new Uri(ready["ready ".Length..]));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
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
