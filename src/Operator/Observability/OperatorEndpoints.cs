using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;
using ProgramEndpoints.Metrics;

namespace Operator.Observability;

/// <summary>What the operator shows: <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c> on one port, <c>/metrics</c> on the other. Nothing of these changes anything.</summary>
internal sealed class OperatorEndpoints(ListenTarget status, ListenTarget metrics, OperatorHealth health, PrometheusTextExporter exporter, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly EndpointListener _status = new(status, new Dictionary<string, Func<IQueryCollection, HttpAnswer>>
    {
        ["/healthz"] = query => Probe.Answer(health.Liveness(), query),
        ["/livez"] = query => Probe.Answer(health.Liveness(), query),
        ["/readyz"] = query => Probe.Answer(health.Readiness(), query),
    }, loggers);

    private readonly EndpointListener _metrics = new(metrics, new Dictionary<string, Func<IQueryCollection, HttpAnswer>>
    {
        ["/metrics"] = _ => new HttpAnswer(StatusCodes.Status200OK, PrometheusTextExporter.ContentType, exporter.Collect()),
    }, loggers);

    /// <summary>Known once started.</summary>
    public int StatusPort => _status.Port;

    /// <summary>Known once started.</summary>
    public int MetricsPort => _metrics.Port;

    /// <exception cref="ListenException">An address cannot be listened on; the message names the option.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _status.StartAsync(cancellation);
        await _metrics.StartAsync(cancellation);
    }

    /// <summary>Stops listening; also after a start that failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _status.DisposeAsync();
        await _metrics.DisposeAsync();
    }
}
