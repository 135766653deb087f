using System.Net;
using ControllerRuntime.Observability;
using Polly;
using Polly.Retry;

namespace ControllerRuntime.Client;

/// <summary>Tries a call again that the server has not even looked at: 429, or 503 with a time to come back.</summary>
internal static class TurnedAway
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    public static ResiliencePipeline<HttpResponseMessage> Pipeline(KubeClientOptions options, ControllerMetrics metrics, TimeProvider time, Func<double> random) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.MaxRetries,
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Result is { } answer && IsTurnedAway(answer, options)),
            DelayGenerator = a => ValueTask.FromResult<TimeSpan?>(Delay(a.Outcome.Result!, a.AttemptNumber, random)),
            OnRetry = a =>
            {
                metrics.CallRetried((int)a.Outcome.Result!.StatusCode);
                a.Outcome.Result.Dispose();
                return default;
            },
        }).Build();

    private static bool IsTurnedAway(HttpResponseMessage answer, KubeClientOptions options)
    {
        var after = answer.Headers.RetryAfter?.Delta;
        if (after > options.LongestRetryAfter) return false;
        return answer.StatusCode == HttpStatusCode.TooManyRequests || (answer.StatusCode == HttpStatusCode.ServiceUnavailable && after is not null);
    }

    /// <summary>What the server asks for and up to half of it more, so that not everybody comes back at once.</summary>
    private static TimeSpan Delay(HttpResponseMessage answer, int attempt, Func<double> random)
    {
        var asked = answer.Headers.RetryAfter?.Delta ?? First * Math.Pow(2, attempt);
        return asked * (1 + (random() / 2));
    }
}
