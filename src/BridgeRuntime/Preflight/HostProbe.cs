using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using BridgeRuntime.Tls;
using MongoC;

namespace BridgeRuntime.Preflight;

/// <summary>
/// Why a connection to MongoDB fails: libmongoc says the same of a host that is down, one that refuses and one that lies behind a firewall, and of every certificate that it does not take.
/// </summary>
internal static class HostProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <param name="client">Whose hosts are asked; a name without a port is one that the name service resolves further, and is left out.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What each host does, joined; empty where none can be asked.</returns>
    public static async Task<string> AskAsync(MongoClient client, TimeProvider time, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(client.Hosts.Select(h => (Host: h, Colon: h.LastIndexOf(':'))).Where(h => h.Colon > 0 && !h.Host.StartsWith('/'))
            .Select(async h => ushort.TryParse(h.Host[(h.Colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? $"{h.Host}: {await AskAsync(client, h.Host[..h.Colon].Trim('[', ']'), port, time, cancellation)}"
                : ""));
        return string.Join(", ", answers.Where(a => a.Length > 0));
    }

    private static async Task<string> AskAsync(MongoClient mongo, string host, int port, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, either.Token);
            if (mongo.UsesTls) await AuthenticateAsync(client, host, mongo.CaFile, either.Token);
            return "accepts connections";
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host name",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to it",
                var other => other.ToString(),
            };
        }
        catch (AuthenticationException e)
        {
            return e.Message;
        }
        catch (IOException)
        {
            return "accepts connections, and ends them instead of speaking TLS";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer within 2 s";
        }
    }

    private static async Task AuthenticateAsync(TcpClient client, string host, string? authorities, CancellationToken cancellation)
    {
        var options = ServerCertificates.Options(authorities, "mongoConnector.caFile");
        options.TargetHost = host;
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(options, cancellation);
    }
}
