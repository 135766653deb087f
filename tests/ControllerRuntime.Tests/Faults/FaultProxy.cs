using System.Net;
using ControllerRuntime.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Tests.Faults;

/// <summary>Stands between a client and the API server, and misbehaves as it is told. It speaks plain HTTP and calls with every right.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _upstream;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private int _answers;
    private int _code;
    private int? _retryAfter;
    private int _watchCode;
    private CancellationTokenSource _watches = new();
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isCut;

    private FaultProxy(WebApplication app, HttpClient upstream) => (_app, _upstream) = (app, upstream);

    public KubeConfiguration Configuration => new() { Server = new Uri(_app.Urls.Single()) };

    /// <summary>While true nothing passes, in either direction, and no connection is closed: a network that is cut.</summary>
    public bool IsCut
    {
        get
        {
            lock (_lock) return _isCut;
        }

        set
        {
            TaskCompletionSource? healed = null;
            lock (_lock)
            {
                if (_isCut && !value) (healed, _healed) = (_healed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                _isCut = value;
            }
            healed?.SetResult();
        }
    }

    /// <summary>Asked before each request is passed on; an answer other than null is given instead.</summary>
    public Func<HttpRequest, int?>? Refusal { get; set; }

    /// <summary>How many watches are open.</summary>
    public int OpenWatches { get; private set; }

    public static async Task<FaultProxy> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var to = Playground.Configuration();
        var proxy = new FaultProxy(app, new HttpClient(to.MakeHandler()) { BaseAddress = to.Server, Timeout = Timeout.InfiniteTimeSpan });
        app.Run(proxy.PassAsync);
        await app.StartAsync();
        return proxy;
    }

    /// <summary>The next requests that are no watches get this answer.</summary>
    public void AnswerNext(int times, int code, int? retryAfter)
    {
        lock (_lock) (_answers, _code, _retryAfter) = (times, code, retryAfter);
    }

    /// <summary>Ends every open watch in the middle.</summary>
    public void CutWatches() => Interlocked.Exchange(ref _watches, new CancellationTokenSource()).Cancel();

    /// <summary>Ends every open watch, and the next watch is told that its version is too old.</summary>
    public void ExpireNextWatch()
    {
        lock (_lock) _watchCode = 410;
        CutWatches();
    }

    public async ValueTask DisposeAsync()
    {
        IsCut = false;
        await _end.CancelAsync();
        CutWatches();
        await _app.DisposeAsync();
        _upstream.Dispose();
        _end.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var isWatch = context.Request.Query.ContainsKey("watch");
        try
        {
            await HealedAsync(context.RequestAborted);
            if (Instead(isWatch, context) is { } code)
            {
                await AnswerAsync(context, code, isWatch);
                return;
            }
            await ForwardAsync(context, isWatch);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
        }
    }

    private int? Instead(bool isWatch, HttpContext context)
    {
        lock (_lock)
        {
            if (isWatch && _watchCode != 0)
            {
                var code = _watchCode;
                _watchCode = 0;
                return code;
            }
            if (!isWatch && _answers > 0)
            {
                _answers--;
                if (_retryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return _code;
            }
        }
        return Refusal?.Invoke(context.Request);
    }

    private static Task AnswerAsync(HttpContext context, int code, bool isWatch)
    {
        var status = $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"a fault of the test","reason":"{{(code == 410 ? "Expired" : "Fault")}}","code":{{code}}}""";
        context.Response.ContentType = "application/json";
        // As the server does it: a watch whose version is too old begins well, and its only event is the error.
        if (isWatch && code == 410) return context.Response.WriteAsync($$"""{"type":"ERROR","object":{{status}}}""" + "\n");
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(status);
    }

    private async Task ForwardAsync(HttpContext context, bool isWatch)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token, isWatch ? _watches.Token : default);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path.ToUriComponent() + context.Request.QueryString) { Version = HttpVersion.Version20 };
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }
        request.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        using var answer = await _upstream.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await HealedAsync(ended.Token);
        await context.Response.StartAsync(ended.Token);
        await context.Response.Body.FlushAsync(ended.Token);
        if (isWatch) lock (_lock) OpenWatches++;
        try
        {
            await CopyAsync(await answer.Content.ReadAsStreamAsync(ended.Token), context.Response.Body, ended.Token);
        }
        finally
        {
            if (isWatch) lock (_lock) OpenWatches--;
        }
    }

    private async Task CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await HealedAsync(cancellation);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            await to.FlushAsync(cancellation);
        }
    }

    private async Task HealedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task healed;
            lock (_lock)
            {
                if (!_isCut) return;
                healed = _healed.Task;
            }
            await healed.WaitAsync(cancellation);
        }
    }
}
