using System.Net;
using System.Text;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using BridgeModel;

namespace Operator.Secrets.Aws;

/// <summary>The one call of Secrets Manager that is needed, over HTTP: JSON 1.1, signed by the SDK.</summary>
/// <remarks>Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html</remarks>
internal sealed class AwsSecretsManagerClient(AwsEnvironment environment) : IDisposable
{
    private const string Service = "secretsmanager";

    /// <summary>A secret has at most 64 KiB, in JSON at most six times that.</summary>
    private const int MostBytes = 512 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly SocketsHttpHandler _transport = new()
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        // Addresses of AWS change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <exception cref="AwsCallException">There is no answer, or it is an error.</exception>
    public async Task<AwsSecretValue> GetSecretValueAsync(AWSCredentials credentials, AwsSecretsManagerSpec secret, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            return await CallAsync(credentials, secret, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new AwsCallException(AwsStage.Secret, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new AwsCallException(AwsStage.Secret, new TimeoutException($"no answer within {Limit.TotalSeconds} s", e));
        }
    }

    public void Dispose() => _transport.Dispose();

    private async Task<AwsSecretValue> CallAsync(AWSCredentials credentials, AwsSecretsManagerSpec secret, CancellationToken cancellation)
    {
        var region = RegionEndpoint.GetBySystemName(secret.Region);
        using var request = new HttpRequestMessage(HttpMethod.Post, environment.SecretsManagerEndpoint ?? EndpointOf(region));
        request.Headers.Add("X-Amz-Target", "secretsmanager.GetSecretValue");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new AwsSecretRequest(secret.SecretId), AwsJson.Default.AwsSecretRequest));
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        // The connections below it are shared by all and stay.
        using var client = new HttpMessageInvoker(new SigV4SigningHandler(credentials, region, Service, _transport), disposeHandler: false);
        using var answer = await client.SendAsync(request, cancellation);
        await answer.Content.LoadIntoBufferAsync(MostBytes, cancellation);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw Error(answer, body);
        return JsonSerializer.Deserialize(body, AwsJson.Default.AwsSecretValue) ?? throw new JsonException("null");
    }

    private static AwsCallException Error(HttpResponseMessage answer, byte[] body)
    {
        if (IsPage(body) && (int)answer.StatusCode is < 500 and not 429) return AwsCallException.OfPage(AwsStage.Secret);
        var error = Parsed(body);
        var code = error?.Type ?? (answer.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : null);
        // com.amazonaws.secretsmanager#ResourceNotFoundException, or ResourceNotFoundException:http://…
        code = code?[(code.IndexOf('#', StringComparison.Ordinal) + 1)..].Split(':')[0];
        return new AwsCallException(AwsStage.Secret, code, answer.StatusCode, error?.Message ?? "");
    }

    /// <summary>What stands between the operator and AWS may answer with one.</summary>
    private static bool IsPage(ReadOnlySpan<byte> body)
    {
        var begin = Encoding.Latin1.GetString(body[..Math.Min(body.Length, 100)]).AsSpan().TrimStart();
        return begin.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || begin.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }

    private static AwsErrorBody? Parsed(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, AwsJson.Default.AwsErrorBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Uri EndpointOf(RegionEndpoint region) => new($"https://{Service}.{region.SystemName}.{region.PartitionDnsSuffix}/");
}
