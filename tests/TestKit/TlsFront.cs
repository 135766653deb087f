using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TestKit;

/// <summary>Speaks TLS on a free port of the loopback and hands what comes on to a server that does not.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly int _target;
    private readonly Task _accepting;

    /// <param name="certificate">What it shows; it is disposed of with this.</param>
    /// <param name="target">The server's port on the loopback.</param>
    public TlsFront(X509Certificate2 certificate, int target)
    {
        (_certificate, _target) = (certificate, target);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.RemoveAll(s => s.IsCompleted);
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            try
            {
                await using var encrypted = new SslStream(client.GetStream());
                await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await using var plain = server.GetStream();
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                await Task.WhenAny(encrypted.CopyToAsync(plain, either.Token), plain.CopyToAsync(encrypted, either.Token));
                await either.CancelAsync();
            }
            catch (Exception e) when (e is IOException or AuthenticationException or SocketException or OperationCanceledException)
            {
                // A client that does not like the certificate, or a side that has gone.
            }
        }
    }
}
