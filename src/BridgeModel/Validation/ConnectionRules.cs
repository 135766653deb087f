using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
namespace BridgeModel.Validation;

/// <summary>What is needed to reach the two sides. Each rule gives what is wrong, never the value itself, or null.</summary>
internal static class ConnectionRules
{
    /// <summary>Only its beginning is judged here; libmongoc parses the rest and says what is wrong with it.</summary>
    public static string? ConnectionString(Secret? connectionString)
    {
        if (connectionString is null) return "is missing; give a MongoDB connection string, best as ${MONGODB_CONNECTION_STRING} or file:/path, or set the environment variable MONGODB_CONNECTION_STRING";
        var text = connectionString.Reveal();
        return text.StartsWith("mongodb://", StringComparison.Ordinal) || text.StartsWith("mongodb+srv://", StringComparison.Ordinal)
            ? null
            : "is not a MongoDB connection string: it must begin with mongodb:// or mongodb+srv://";
    }

    /// <summary>An API key travels in an HTTP header.</summary>
    public static string? ApiKey(Secret? key)
    {
        if (key is null) return "is missing; give the Big Peer's API key, best as ${DITTO_API_KEY} or file:/path, or set the environment variable DITTO_API_KEY";
        var text = key.Reveal();
        return text.Length > 0 && text.All(static c => c is > ' ' and < '\u007f')
            ? null
            : "is not an API key: it must be printable ASCII characters without spaces or line breaks";
    }

    /// <summary>The URL that <c>/api/v4/store/execute</c> is appended to.</summary>
    public static string? Endpoint(string endpoint)
    {
        if (endpoint.Length == 0) return "is missing; give the Big Peer's URL, such as https://host/<appId>, or set the environment variables DITTO_CLOUD_ENDPOINT and DITTO_APP_ID";
        if (endpoint.Any(static c => c is <= ' ' or '\u007f') || !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return "must be an absolute http or https URL, such as https://host/<appId>";
        if (url.UserInfo.Length > 0) return "must not hold a user or password; the API key belongs in apiKey";
        return endpoint.AsSpan().ContainsAny('?', '#') ? "must not have a query (?) or a fragment (#)" : null;
    }

    /// <summary>What is wrong with the certificates of trusted authorities; null: nothing.</summary>
    public static string? Authorities(string pem)
    {
        const string Remedy = "it must hold those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)";
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
            return authorities.Count > 0 ? null : $"holds no certificate; {Remedy}";
        }
        catch (CryptographicException)
        {
            return $"holds a certificate that cannot be read; {Remedy}";
        }
        finally
        {
            foreach (var authority in authorities) authority.Dispose();
        }
    }
}
