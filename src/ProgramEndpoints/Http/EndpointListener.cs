using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ProgramEndpoints.Http;

/// <summary>
/// One Kestrel server that answers GET and HEAD on a few fixed paths, and whatever routes it is given. It is Kestrel alone, without a host, so that no second part of the
/// program listens to signals, reads the environment or writes logs of its own.
/// </summary>
public sealed partial class EndpointListener : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>Probes, a scraper and a few people; more are turned away so that they cannot starve the program.</summary>
    private const int MaxConnections = 64;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly ListenTarget _target;
    private readonly IReadOnlyDictionary<string, Func<IQueryCollection, HttpAnswer>> _paths;
    private readonly IReadOnlyList<IRoutes> _routes;
    private readonly ILogger _logger;
    private readonly KestrelServer _server;

    /// <param name="target">Where to listen.</param>
    /// <param name="paths">What each path answers.</param>
    /// <param name="loggers">Where failures are told.</param>
    /// <param name="routes">Further paths, which only some may use.</param>
    public EndpointListener(ListenTarget target, IReadOnlyDictionary<string, Func<IQueryCollection, HttpAnswer>> paths, ILoggerFactory loggers, params IReadOnlyList<IRoutes> routes)
    {
        (_target, _paths, _routes, _logger) = (target, paths, routes, loggers.CreateLogger<EndpointListener>());
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(IPAddress.Parse(target.Address), target.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    /// <summary>The port that is listened on; known once started.</summary>
    public int Port { get; private set; }

    /// <exception cref="ListenException">The address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _server.StartAsync(this, cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new ListenException(
                $"{_target.PortOption}: port {_target.Port} of {_target.Address} is taken by another program. Stop that program, or set {_target.PortOption} to a free port (0 takes any).", e);
        }
        catch (SocketException e)
        {
            throw new ListenException(
                $"{_target.AddressOption}: cannot listen on port {_target.Port} of {_target.Address}: {e.Message}. Set {_target.AddressOption} to an address of this machine and {_target.PortOption} to a port that this user may open.", e);
        }
        var address = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        Port = BindingAddress.Parse(address).Port;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context);
        var body = Encoding.UTF8.GetBytes(answer.Body);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        // A body that may not be read costs the caller its connection: it must not send the next request there.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { MaxRequestBodySize: 0 })
            context.Response.Headers.Connection = "close";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public void DisposeContext(HttpContext context, Exception? exception) { }

    public async ValueTask DisposeAsync()
    {
        // Connections that are kept open for the next probe must not hold up the end of the process.
        using var timeout = new CancellationTokenSource(StopTimeout, TimeProvider.System);
        await _server.StopAsync(timeout.Token);
        _server.Dispose();
    }

    private async Task<HttpAnswer> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path;
        try
        {
            var owner = _routes.FirstOrDefault(r => r.Owns(path));
            return owner is null ? Answer(context.Request, context.Response.Headers) : await owner.AnswerAsync(context);
        }
        catch (Exception e) when (e is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            LogFailure(e, path.Value!);
            return Text(StatusCodes.Status500InternalServerError, "the answer could not be made; the log says why\n");
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
            return Text(StatusCodes.Status408RequestTimeout, "");
        }
    }

    private HttpAnswer Answer(HttpRequest request, IHeaderDictionary headers)
    {
        if (!_paths.TryGetValue(request.Path.Value ?? "", out var answer))
        {
            return Text(StatusCodes.Status404NotFound, $"not found; there is {string.Join(", ", _paths.Keys.Concat(_routes.Select(r => r.Prefix)))}\n");
        }
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return answer(request.Query);
        headers.Allow = "GET, HEAD";
        return Text(StatusCodes.Status405MethodNotAllowed, "only GET and HEAD\n");
    }

    /// <summary>A plain text answer.</summary>
    public static HttpAnswer Text(int status, string body) => new(status, "text/plain; charset=utf-8", body);

    [LoggerMessage(EventId = 5100, EventName = "AnswerFailed", Level = LogLevel.Error, Message = "The answer to {Path} could not be made")]
    private partial void LogFailure(Exception exception, string path);
}
