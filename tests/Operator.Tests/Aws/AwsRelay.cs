using System.Collections.Concurrent;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Operator.Tests.Aws;

/// <summary>Stands between the operator and AWS: notes each call and passes it on as it is, or answers it itself with what a test says.</summary>
internal sealed class AwsRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<AwsCall> _calls = new();
    private readonly ConcurrentQueue<string> _passedBack = new();
    private readonly ConcurrentDictionary<string, AwsAnswer> _answers = new();
    private readonly Uri _behind;

    private AwsRelay(WebApplication app, Uri behind) => (_app, _behind) = (app, behind);

    public string Endpoint { get; private set; } = "";

    /// <summary>Every call so far.</summary>
    public IReadOnlyList<AwsCall> Calls => [.. _calls];

    /// <summary>What AWS answered: bodies that came from behind.</summary>
    public IReadOnlyList<string> PassedBack => [.. _passedBack];

    /// <summary>Completes before an answer is sent.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The connection of each call is cut instead of an answer.</summary>
    public bool IsDown { get; set; }

    public static async Task<AwsRelay> StartAsync(Uri behind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new AwsRelay(app, behind);
        app.MapPost("/", relay.TakeAsync);
        await app.StartAsync();
        relay.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return relay;
    }

    public int Count(string call) => _calls.Count(c => c.Name == call);

    /// <summary>From now on the call is answered so.</summary>
    public void Answer(string call, int status, string body, string type = "application/x-amz-json-1.1") => _answers[call] = new AwsAnswer(status, body, type);

    /// <summary>From now on the call is passed on again.</summary>
    public void PassOn(string call) => _answers.TryRemove(call, out _);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var name = target.Length > 0 ? target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..] : HttpUtility.ParseQueryString(text)["Action"] ?? "";
        _calls.Enqueue(new AwsCall(name, text, context.Request.Headers.Authorization.ToString()));
        await Gate.WaitAsync(context.RequestAborted);
        if (IsDown)
        {
            context.Abort();
            return;
        }
        if (_answers.TryGetValue(name, out var answer))
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Type;
            await context.Response.WriteAsync(answer.Body);
            return;
        }
        await PassOnAsync(context, body.ToArray());
    }

    private async Task PassOnAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _behind) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray())) request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }
        // It is signed.
        request.Headers.Host = context.Request.Host.Value;
        using var answer = await _client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        var text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        _passedBack.Enqueue(text);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
