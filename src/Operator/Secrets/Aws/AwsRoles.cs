using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Operator.Secrets.Aws;

/// <summary>
/// Assumes the roles that bridges name. The operator's own identity is that of its pod (web identity) where the environment has one, else what the SDK's default chain
/// finds: variables, profiles, the container's or the machine's role.
/// </summary>
internal sealed class AwsRoles(AwsEnvironment environment, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly ConcurrentDictionary<(string Role, string Region), AwsSession> _assumed = new();
    private readonly ConcurrentDictionary<(AwsWebIdentity Identity, string Region), AwsSession> _own = new();

    /// <summary>Credentials of a role, in the region of the secret.</summary>
    /// <exception cref="AwsCallException">The operator has no identity, or may not assume the role, or STS does not answer.</exception>
    public async Task<AWSCredentials> CredentialsAsync(string role, string region, CancellationToken cancellation)
    {
        // The pod's own role: a role need not, and by default may not, assume itself.
        if (environment.WebIdentity is { } identity && identity.RoleArn == role) return await Own(identity, region).CredentialsAsync(cancellation);
        foreach (var expired in _assumed.Where(s => s.Value.HasExpired)) _assumed.TryRemove(expired);
        return await _assumed.GetOrAdd((role, region), _ => new AwsSession(c => AssumeAsync(role, region, c), time)).CredentialsAsync(cancellation);
    }

    /// <summary>The role's credentials may be worth nothing any more.</summary>
    public void End(string role, string region)
    {
        if (_assumed.TryGetValue((role, region), out var session)) session.End();
        if (environment.WebIdentity is { } identity && identity.RoleArn == role) Own(identity, region).End();
    }

    public void Dispose()
    {
        foreach (var session in _assumed.Values.Concat(_own.Values)) session.Dispose();
    }

    private AwsSession Own(AwsWebIdentity identity, string region) => _own.GetOrAdd((identity, region), _ => new AwsSession(c => BeginOwnAsync(identity, region, c), time));

    private async Task<Credentials> AssumeAsync(string role, string region, CancellationToken cancellation)
    {
        var own = environment.WebIdentity is { } identity ? await Own(identity, region).CredentialsAsync(cancellation) : await FromChainAsync(cancellation);
        using var sts = new AmazonSecurityTokenServiceClient(own, Configuration(region));
        var request = new AssumeRoleRequest { RoleArn = role, RoleSessionName = environment.SessionName };
        return (await CallAsync(AwsStage.Role, () => sts.AssumeRoleAsync(request, cancellation))).Credentials ?? throw AwsCallException.OfPage(AwsStage.Role);
    }

    private async Task<Credentials> BeginOwnAsync(AwsWebIdentity identity, string region, CancellationToken cancellation)
    {
        // The cluster replaces the token long before it expires, so it is read each time.
        var token = await CallAsync(AwsStage.Identity, () => File.ReadAllTextAsync(identity.TokenFile, cancellation));
        using var sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), Configuration(region));
        var request = new AssumeRoleWithWebIdentityRequest { RoleArn = identity.RoleArn, RoleSessionName = environment.SessionName, WebIdentityToken = token.Trim() };
        return (await CallAsync(AwsStage.Identity, () => sts.AssumeRoleWithWebIdentityAsync(request, cancellation))).Credentials ?? throw AwsCallException.OfPage(AwsStage.Identity);
    }

    private Task<AWSCredentials> FromChainAsync(CancellationToken cancellation) => CallAsync<AWSCredentials>(AwsStage.Identity, async () =>
    {
        var found = await _chain.ResolveIdentityAsync(clientConfig: null, cancellation);
        // What was found may still be empty; said here, it is known whose fault it is.
        var keys = await found.GetCredentialsAsync().WaitAsync(cancellation);
        return keys.UseToken ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, keys.Token) : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey);
    });

    private AmazonSecurityTokenServiceConfig Configuration(string region)
    {
        var configuration = new AmazonSecurityTokenServiceConfig { Timeout = CallLimit, ConnectTimeout = ConnectLimit, MaxErrorRetry = 1, RegionEndpoint = RegionEndpoint.GetBySystemName(region) };
        if (environment.StsEndpoint is { } endpoint)
        {
            // Setting one clears the other.
            configuration.ServiceURL = endpoint.AbsoluteUri;
            configuration.AuthenticationRegion = region;
        }
        return configuration;
    }

    private static async Task<T> CallAsync<T>(AwsStage stage, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (e.ErrorCode is { Length: > 0 } || (int)e.StatusCode is 429 or >= 500)
        {
            throw new AwsCallException(stage, e.ErrorCode, e.StatusCode, e.Message);
        }
        catch (AmazonServiceException e)
        {
            throw AwsCallException.OfPage(stage, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or TimeoutException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AwsCallException(stage, e);
        }
    }
}
