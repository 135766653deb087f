using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BridgeModel.Tests;

/// <summary>The files that <c>caFile</c> names.</summary>
public sealed class AuthorityFileTests
{
    private static readonly string Pem = MakePem();

    private static readonly ReferenceSources Sources = new(TestYaml.Variables.GetValueOrDefault, path => path switch
    {
        "/etc/bridge/ca.pem" => Pem,
        "/etc/bridge/words.pem" => "not a certificate",
        "/etc/bridge/broken.pem" => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        _ => throw new FileNotFoundException("not there", path),
    });

    [Test]
    public void A_file_is_found_beside_the_configuration()
    {
        var result = Read("ca.pem");
        Assert.That(result.Errors, Is.Empty);
        Assert.That((result.Configuration!.MongoConnector.CaFile, result.Configuration.BigPeer.CaFile), Is.EqualTo(("/etc/bridge/ca.pem", "/etc/bridge/ca.pem")));
    }

    [TestCase("none.pem", "names a file that does not exist or cannot be read")]
    [TestCase("words.pem", "names a file that holds no certificate; it must hold those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)")]
    [TestCase("broken.pem", "names a file that holds a certificate that cannot be read; it must hold those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)")]
    public void A_wrong_file_is_said_with_its_key(string file, string problem)
    {
        var errors = Read(file).Errors;
        Assert.That(errors.Select(e => (e.Path, e.Message)), Is.EqualTo(new[] { ("mongoConnector.caFile", problem), ("bigPeer.caFile", problem) }));
    }

    private static BridgeConfigurationResult Read(string file) => BridgeConfigurationReader.Read(
        TestYaml.Minimal.Replace("  database: shop", $"  caFile: {file}\n  database: shop", StringComparison.Ordinal) + $"  caFile: {file}\n", Sources, "/etc/bridge");

    private static string MakePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
