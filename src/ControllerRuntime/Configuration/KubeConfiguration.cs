using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ControllerRuntime.Configuration;

/// <summary>Which API server, and as whom.</summary>
public sealed record KubeConfiguration
{
    /// <summary>HTTP/2 pings find a connection whose other end is gone without a word.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    public required Uri Server { get; init; }

    /// <summary>Who may vouch for the server; null: the machine's own authorities.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name that the server's certificate must bear, where it is not the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Takes any server certificate; for experiments only.</summary>
    public bool SkipsTlsVerification { get; init; }

    public X509Certificate2? ClientCertificate { get; init; }

    public ICredential Credential { get; init; } = StaticCredential.None;

    /// <summary>The namespace that the configuration names; <c>default</c> if none.</summary>
    public string Namespace { get; init; } = "default";

    internal SocketsHttpHandler MakeHandler()
    {
        var tls = new SslClientAuthenticationOptions();
        if (TlsServerName is not null) tls.TargetHost = TlsServerName;
        if (ClientCertificate is not null) tls.ClientCertificateContext = SslStreamCertificateContext.Create(ClientCertificate, additionalCertificates: null, offline: true);
        else if (Credential is IClientCertificateSource source) tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => source.CurrentCertificate!;
        if (SkipsTlsVerification)
        {
#pragma warning disable CA5359 // The user asked for it by insecure-skip-tls-verify.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Authorities is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(Authorities);
        }
        return new SocketsHttpHandler
        {
            SslOptions = tls,
            ConnectTimeout = ConnectLimit,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingLimit,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(30),
            UseCookies = false,
            UseProxy = false,
        };
    }
}
