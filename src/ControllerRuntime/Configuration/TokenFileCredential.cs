using System.Net.Http.Headers;

namespace ControllerRuntime.Configuration;

/// <summary>A token in a file that somebody else renews, as the kubelet does within a pod: read again every minute, and after a refusal.</summary>
internal sealed class TokenFileCredential(string file, TimeProvider time) : ICredential
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private AuthenticationHeaderValue? _header;
    private long _readAt;

    public async ValueTask<AuthenticationHeaderValue?> AuthorizationAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_header is not null && time.GetElapsedTime(_readAt) < ReadAgain) return _header;
        }
        string token;
        try
        {
            token = (await File.ReadAllTextAsync(file, cancellation)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigurationException($"the token file {file} cannot be read: {e.Message}");
        }
        if (token.Length == 0) throw new KubeConfigurationException($"the token file {file} is empty");
        lock (_lock)
        {
            (_header, _readAt) = (new AuthenticationHeaderValue("Bearer", token), time.GetTimestamp());
            return _header;
        }
    }

    public void Refused()
    {
        lock (_lock) _header = null;
    }
}
