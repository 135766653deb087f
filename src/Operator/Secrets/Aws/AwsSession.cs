using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace Operator.Secrets.Aws;

/// <summary>Credentials of a role: begun when first asked for, kept until shortly before they expire, then begun anew.</summary>
internal sealed class AwsSession(Func<CancellationToken, Task<Credentials>> begin, TimeProvider time) : IDisposable
{
    /// <summary>Before the end: the clocks may differ, and a read takes its time. The shortest session that AWS gives has 15 minutes.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1);
    private AwsHeldSession? _held;

    /// <summary>It was held, and is worth nothing any more.</summary>
    public bool HasExpired => _held is { } held && time.GetUtcNow() >= held.Until;

    /// <summary>Several callers at once begin one session.</summary>
    public async Task<AWSCredentials> CredentialsAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_held is { } held && time.GetUtcNow() < held.Until - Spare) return held.Credentials;
            var begun = await begin(cancellation);
            var credentials = new SessionAWSCredentials(begun.AccessKeyId, begun.SecretAccessKey, begun.SessionToken);
            _held = new AwsHeldSession(credentials, new DateTimeOffset(begun.Expiration!.Value.ToUniversalTime()));
            return credentials;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The next caller begins anew.</summary>
    public void End() => _held = null;

    public void Dispose() => _gate.Dispose();
}
