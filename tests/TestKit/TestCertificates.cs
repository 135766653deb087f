using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TestKit;

/// <summary>Certificates of a private authority, right and wrong ones.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestCertificates(string name = "CN=authority of the tests") => _authority = SelfSigned(name, isAuthority: true);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The authority's own certificate as PEM.</summary>
    public string Pem => _authority.ExportCertificatePem();

    /// <summary>One that vouches for nobody but itself.</summary>
    /// <param name="name">Its subject.</param>
    /// <param name="isAuthority">Whether it could vouch for others.</param>
    public static X509Certificate2 SelfSigned(string name, bool isAuthority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        if (!isAuthority) request.CertificateExtensions.Add(Names("localhost", IPAddress.Loopback));
        return request.CreateSelfSigned(Now.AddYears(-10), Now.AddYears(10));
    }

    /// <summary>A certificate for 127.0.0.1 and localhost.</summary>
    public X509Certificate2 Good() => Issue("localhost", IPAddress.Loopback, Now.AddDays(-1), Now.AddDays(1));

    /// <summary>One whose time is over.</summary>
    public X509Certificate2 Expired() => Issue("localhost", IPAddress.Loopback, Now.AddDays(-10), Now.AddDays(-3));

    /// <summary>One for another host.</summary>
    public X509Certificate2 OfAnother() => Issue("another.example", address: null, Now.AddDays(-1), Now.AddDays(1));

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Issue(string host, IPAddress? address, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(Names(host, address));
        using var bare = request.Create(_authority, from, to, RandomNumberGenerator.GetBytes(8));
        using var whole = bare.CopyWithPrivateKey(key);
        // A server on Linux takes the key only from a certificate that was loaded with it.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), password: null);
    }

    private static X509Extension Names(string host, IPAddress? address)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (address is not null) names.AddIpAddress(address);
        return names.Build();
    }
}
