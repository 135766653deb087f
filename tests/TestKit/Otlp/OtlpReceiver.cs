using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TestKit.Otlp;

/// <summary>A collector on a free port: takes OTLP over HTTP with protobuf, and keeps what it was sent.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly List<OtlpPoint> _points = [];
    private readonly List<IReadOnlyDictionary<string, string>> _headers = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> takes.</summary>
    public string Endpoint { get; private set; } = "";

    public IReadOnlyList<OtlpSpan> Spans
    {
        get { lock (_lock) return [.. _spans]; }
    }

    /// <summary>Every point that came, the newest of a series last.</summary>
    public IReadOnlyList<OtlpPoint> Points
    {
        get { lock (_lock) return [.. _points]; }
    }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Headers
    {
        get { lock (_lock) return [.. _headers]; }
    }

    /// <summary>The status of every answer.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Completes before an answer is sent.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", context => receiver.TakeAsync(context, body => receiver._spans.AddRange(OtlpRequests.Spans(body))));
        app.MapPost("/v1/metrics", context => receiver.TakeAsync(context, body => receiver._points.AddRange(OtlpRequests.Points(body))));
        await app.StartAsync();
        receiver.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (_lock)
        {
            take(body.ToArray());
            _headers.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        }
        await Gate.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = Status;
    }
}
