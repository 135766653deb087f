using System.Security.Cryptography.X509Certificates;

namespace ControllerRuntime.Configuration;

/// <summary>What Kubernetes puts into every pod: the server's address in the environment, token, authority and namespace in files.</summary>
public static class InClusterConfiguration
{
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <returns>Null outside of a cluster.</returns>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="time">Times the reading of the token.</param>
    /// <param name="folder">Where the files are.</param>
    /// <exception cref="KubeConfigurationException">In a cluster, but a file is missing or wrong.</exception>
    public static KubeConfiguration? Read(Func<string, string?> environment, TimeProvider time, string folder = DefaultFolder)
    {
        var (host, port) = (environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT"));
        var token = Path.Combine(folder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token)) return null;
        var space = Path.Combine(folder, "namespace");
        return new KubeConfiguration
        {
            Server = new Uri(host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}"),
            Authorities = ReadAuthorities(Path.Combine(folder, "ca.crt")),
            Credential = new TokenFileCredential(token, time),
            Namespace = File.Exists(space) ? File.ReadAllText(space).Trim() : "default",
        };
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new KubeConfigurationException($"the certificate authority {file} of the pod cannot be read: {e.Message}");
        }
        return authorities;
    }
}
