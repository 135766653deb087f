using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Control;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.MassDeletes;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;
using ProgramEndpoints.Metrics;

namespace BridgeRuntime.Status;

/// <summary>
/// What the bridge shows: on <c>status</c> (8080) <c>/health</c>, <c>/livez</c>, <c>/readyz</c>, <c>/readiness</c> and <c>/status</c>, on
/// <c>metrics</c> (9090) <c>/metrics</c>. Nothing of these changes anything. Behind a token there are also the dead letters, below <c>/deadletters</c>, and calls that change
/// what the bridge does, below <c>/control</c>.
/// </summary>
internal sealed class StatusEndpoints : IAsyncDisposable
{
    private readonly BridgeStatus _status;
    private readonly PrometheusTextExporter _exporter;
    private readonly EndpointListener _statusListener;
    private readonly EndpointListener _metricsListener;
    private volatile Func<DeadLetterDesk?> _letters = static () => null;
    private volatile Func<MassDeleteDesk?> _massDeletes = static () => null;
    private volatile Func<BridgeDesks?> _desks = static () => null;

    public StatusEndpoints(BridgeConfiguration configuration, BridgeStatus status, BridgeMetrics metrics, ILoggerFactory loggers)
    {
        (_status, _exporter) = (status, metrics.Exporter);
        _statusListener = new EndpointListener(Target(configuration.Status, "status"), new Dictionary<string, Func<IQueryCollection, HttpAnswer>>
        {
            ["/health"] = _ => Health(),
            ["/livez"] = query => Probe.Answer(StatusChecks.Liveness(_status.Report()), query),
            ["/readyz"] = query => Probe.Answer(StatusChecks.Readiness(_status.Report()), query),
            ["/readiness"] = query => Probe.Answer(StatusChecks.Readiness(_status.Report()), query),
            ["/status"] = _ => Json(StatusCodes.Status200OK, JsonSerializer.Serialize(_status.Report(), StatusJson.Readable.StatusReport)),
        }, loggers,
        [
            new DeadLetterRoutes(configuration.Status.Token, () => _letters()), new VerificationRoutes(configuration.Status.Token, () => _desks()), new ResyncRoutes(configuration.Status.Token, () => _desks()),
            PauseRoutes.Pause(configuration.Status.Token, () => _desks()), PauseRoutes.Resume(configuration.Status.Token, () => _desks()),
            new MassDeleteRoutes(configuration.Status.Token, () => _massDeletes()),
        ]);
        _metricsListener = new EndpointListener(Target(configuration.Metrics, "metrics"), new Dictionary<string, Func<IQueryCollection, HttpAnswer>>
        {
            ["/metrics"] = _ => new HttpAnswer(StatusCodes.Status200OK, PrometheusTextExporter.ContentType, _exporter.Collect()),
        }, loggers);
    }

    /// <summary>Names where the dead letters are, once there is a bridge.</summary>
    public void Attach(Func<DeadLetterDesk?> letters) => _letters = letters;

    /// <summary>Names where held deletes are, once there is a bridge.</summary>
    public void AttachMassDeletes(Func<MassDeleteDesk?> massDeletes) => _massDeletes = massDeletes;

    /// <summary>Names who answers the calls of <c>/control</c>, once there is a bridge.</summary>
    public void AttachDesks(Func<BridgeDesks?> desks) => _desks = desks;

    /// <summary>The port of <c>/health</c> and the rest; known once started.</summary>
    public int StatusPort => _statusListener.Port;

    /// <summary>The port of <c>/metrics</c>; known once started.</summary>
    public int MetricsPort => _metricsListener.Port;

    /// <exception cref="ListenException">An address cannot be listened on; the message names the option.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _statusListener.StartAsync(cancellation);
        await _metricsListener.StartAsync(cancellation);
    }

    /// <summary>Stops listening; also after a start that failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _statusListener.DisposeAsync();
        await _metricsListener.DisposeAsync();
    }

    private HttpAnswer Health()
    {
        var health = StatusChecks.Health(_status.Report());
        var code = health.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return Json(code, JsonSerializer.Serialize(health, StatusJson.Readable.HealthReport));
    }

    private static ListenTarget Target(ListenSettings settings, string section) => new(settings.Address, settings.Port, $"{section}.address", $"{section}.port");

    private static HttpAnswer Json(int status, string body) => new(status, "application/json; charset=utf-8", body);
}
