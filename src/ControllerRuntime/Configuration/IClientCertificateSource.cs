using System.Security.Cryptography.X509Certificates;

namespace ControllerRuntime.Configuration;

/// <summary>A credential whose client certificate changes over time; a new connection takes the current one.</summary>
internal interface IClientCertificateSource
{
    X509Certificate2? CurrentCertificate { get; }
}
