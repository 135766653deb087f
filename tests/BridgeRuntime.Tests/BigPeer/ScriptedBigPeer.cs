using System.Text.Json;
using BridgeModel;
using BridgeRuntime.BigPeer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BridgeRuntime.Tests.BigPeer;

/// <summary>A Big Peer's HTTP API on a free port that answers what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedBigPeer : IAsyncDisposable
{
    public const string Key = "the-api-key";

    private readonly WebApplication _app;
    private readonly List<Call> _calls = [];

    private ScriptedBigPeer(WebApplication app) => _app = app;

    public sealed record Call(string Path, string? Authorization, string? Transaction, string Statement, JsonElement Args)
    {
        /// <summary>The texts of an array argument.</summary>
        public string[] Array(string name) => [.. Args.GetProperty(name).EnumerateArray().Select(e => e.GetRawText())];
    }

    public IReadOnlyList<Call> Calls
    {
        get { lock (_calls) return [.. _calls]; }
    }

    public string Endpoint { get; private set; } = "";

    /// <summary>What is answered, with which status.</summary>
    public Func<Call, (int Status, string Body)> Answer { get; set; } = _ => (200, Mutation(1));

    /// <summary>The header Retry-After of every answer; null: none.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>Completes before an answer is sent.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<ScriptedBigPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var peer = new ScriptedBigPeer(app);
        app.Run(peer.HandleAsync);
        await app.StartAsync();
        peer.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/app-id";
        return peer;
    }

    public BigPeerClient Client(TransactionView? transactions = null, TimeSpan? timeout = null, TimeProvider? time = null, BigPeerClient.CallObserver? called = null) =>
        new(new BigPeerSettings { Endpoint = Endpoint, ApiKey = new Secret(Key), RequestTimeout = timeout ?? TimeSpan.FromSeconds(30) }, transactions ?? new TransactionView(), time ?? TimeProvider.System, called);

    /// <summary>The answer to a statement that wrote these ids and returned these documents.</summary>
    public static string Mutation(long transaction, IEnumerable<string>? ids = null, IEnumerable<string>? items = null) =>
        $$"""{"transactionId":{{transaction}},"queryType":"mutation","items":[{{string.Join(',', items ?? [])}}],"mutatedDocumentIds":[{{string.Join(',', ids ?? [])}}],"error":{},"warnings":[],"totalWarningsCount":0}""";

    public static string Selection(long transaction, params string[] items) =>
        $$"""{"transactionId":{{transaction}},"queryType":"select","items":[{{string.Join(',', items)}}],"error":{ } }""";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 200 });
        var args = body.RootElement.TryGetProperty("args", out var given) ? given.Clone() : default;
        var call = new Call(context.Request.Path, context.Request.Headers.Authorization, context.Request.Headers["X-DITTO-TXN-ID"], body.RootElement.GetProperty("statement").GetString()!, args);
        lock (_calls) _calls.Add(call);
        await Gate;
        var (status, text) = Answer(call);
        context.Response.StatusCode = status;
        if (RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait;
        await context.Response.WriteAsync(text);
    }
}
