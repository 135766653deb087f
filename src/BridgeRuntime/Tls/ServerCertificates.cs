using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace BridgeRuntime.Tls;

/// <summary>Judges the certificates of servers, and says in words what is wrong with one: the platform's own words name neither the certificate nor the remedy.</summary>
internal static class ServerCertificates
{
    /// <param name="authoritiesFile">A PEM file of the authorities that are trusted instead of the system's; null: the system's are.</param>
    /// <param name="option">The option that names such a file, for the words.</param>
    /// <remarks>Revocation is not asked for: private authorities seldom tell it, and a call that hangs there would stop the bridge.</remarks>
    public static SslClientAuthenticationOptions Options(string? authoritiesFile, string option)
    {
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None ? true : throw new AuthenticationException(Describe(certificate as X509Certificate2, chain, errors, option)),
        };
        if (authoritiesFile is null) return options;
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authoritiesFile);
        return options;
    }

    /// <summary>Such as "the certificate of the server has expired, on 2026-01-31".</summary>
    private static string Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string option)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the server shows no certificate";
        var wrong = new List<string>();
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid)) wrong.Add(Time(chain!));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) wrong.Add($"it is for {Names(certificate)}, not for the host that was asked: correct the address, or the certificate");
        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError)
        {
            wrong.Add(certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? $"it is signed by itself, which is not trusted: name it, as a PEM file, in {option}"
                : $"its issuer '{certificate.Issuer}' is not trusted: name the issuing authority's certificate, as a PEM file, in {option}");
        }
        if (wrong.Count == 0) wrong.Add(flags == X509ChainStatusFlags.NoError ? errors.ToString() : flags.ToString());
        return $"the server's certificate '{certificate.Subject}' is refused: {string.Join("; ", wrong)}";
    }

    private static string Time(X509Chain chain)
    {
        var wrong = chain.ChainElements.First(e => e.ChainElementStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid))).Certificate;
        var whose = ReferenceEquals(wrong, chain.ChainElements[0].Certificate) ? "it" : $"its issuer's '{wrong.Subject}'";
        return FormattableString.Invariant($"{whose} is valid from {wrong.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {wrong.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC only: renew it, or correct the clock");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
        return names.Count == 0 ? "no host" : string.Join(", ", names.Take(5));
    }
}
