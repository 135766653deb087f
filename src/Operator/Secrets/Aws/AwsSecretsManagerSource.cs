using System.Collections.Concurrent;
using BridgeModel;
using Operator.Observability;

namespace Operator.Secrets.Aws;

/// <summary>
/// Secrets of AWS Secrets Manager: assume the role → read the value → find the connection string in it. Each secret is read once for all bridges that name it, and again
/// every so often; between two reads the answer is that of the last. Values stay in memory, so that a bridge goes on while AWS does not answer.
/// </summary>
internal sealed class AwsSecretsManagerSource(
    AwsSecretOptions options, AwsEnvironment environment, OperatorMetrics metrics, ILogger logger, TimeProvider time, Func<double> random) : IAwsSecretSource, IDisposable
{
    private readonly AwsRoles _roles = new(environment, time);
    private readonly AwsSecretsManagerClient _client = new(environment);
    private readonly ConcurrentDictionary<AwsSecretsManagerSpec, AwsSecretEntry> _entries = new();

    public async Task<AwsSecretReading> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation)
    {
        ForgetUnused();
        var entry = _entries.GetOrAdd(secret, _ => new AwsSecretEntry(options, time, random));
        entry.AskedAt = time.GetUtcNow();
        // Whoever comes while it is read waits, and finds it read.
        await entry.Gate.WaitAsync(cancellation);
        try
        {
            if (entry.IsDue) await RefreshAsync(secret, entry, cancellation);
            return entry.Reading;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    public TimeSpan Doubt(AwsSecretsManagerSpec secret) => _entries.TryGetValue(secret, out var entry) ? entry.Doubt() : TimeSpan.Zero;

    public void Dispose()
    {
        foreach (var entry in _entries.Values) entry.Dispose();
        _roles.Dispose();
        _client.Dispose();
    }

    private async Task RefreshAsync(AwsSecretsManagerSpec secret, AwsSecretEntry entry, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit);
        try
        {
            var credentials = await _roles.CredentialsAsync(secret.RoleArn, secret.Region, limit.Token);
            var value = await _client.GetSecretValueAsync(credentials, secret, limit.Token);
            var result = AwsSecretText.Read(value, secret);
            metrics.SecretRead("aws", result.Value is not null);
            if (entry.Read(result)) logger.AwsSecretChanged(secret.SecretId, secret.Region);
        }
        catch (AwsCallException e)
        {
            Failed(secret, entry, AwsErrors.Of(e, secret, environment));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Failed(secret, entry, AwsErrors.OfTimeout(secret, options.Limit));
        }
    }

    private void Failed(AwsSecretsManagerSpec secret, AwsSecretEntry entry, AwsProblem problem)
    {
        if (problem.EndsSession) _roles.End(secret.RoleArn, secret.Region);
        var wait = entry.Failed(problem);
        metrics.SecretRead("aws", found: false);
        metrics.AwsRetried(problem.Reason);
        logger.AwsReadFailed(problem.Reason, problem.Message, (long)wait.TotalMilliseconds);
    }

    /// <summary>A bridge asks at least as often as its secret is read; twice that without a word, and none names it any more.</summary>
    private void ForgetUnused()
    {
        var oldest = time.GetUtcNow() - (options.Refresh * 2) - TimeSpan.FromMinutes(10);
        foreach (var unused in _entries.Where(e => e.Value.AskedAt < oldest)) _entries.TryRemove(unused);
    }
}
