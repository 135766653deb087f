using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Sink;

/// <summary>
/// The acknowledging sink, in a process of its own. It counts what comes. With another Big Peer behind it, it passes everything on and back as it is, and counts what that
/// has answered well.
/// </summary>
internal static class SinkProgram
{
    public const string Keeps = "keeps";

    /// <param name="keeps">Whether documents are kept.</param>
    /// <param name="behind">The endpoint of the Big Peer that is to answer; null: the sink itself does.</param>
    /// <param name="ending">Ends it; so does the end of stdin.</param>
    public static async Task RunAsync(bool keeps, string? behind, CancellationToken ending)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Listen(IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        var tally = new SinkTally();
        var answers = new SinkAnswers(keeps ? new SinkStore() : null);
        using var next = behind is null ? null : new HttpClient();

        app.MapPost("/control/begin", (long round) => tally.Begin(round));
        app.MapGet("/control/figures", () => Results.Json(tally.Figures()));
        app.MapGet("/control/reached", async (long documents, CancellationToken gone) => Results.Text((await tally.ReachedAsync(documents, gone)).ToString(CultureInfo.InvariantCulture)));
        app.MapPost("/sink/api/{version}/store/execute", async (string version, HttpContext context) =>
        {
            var request = SinkRequest.Read(await ReadAsync(context.Request));
            if (next is not null) await PassAsync(next, new Uri($"{behind}/api/{version}/store/execute"), request, tally, context);
            else await AnswerAsync(answers, request, tally, context.Response);
        });
        await app.StartAsync(ending);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine(JsonSerializer.Serialize(new { ready = true, address }));
        // Whoever started it holds its stdin.
        await Console.In.ReadToEndAsync(ending);
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task AnswerAsync(SinkAnswers answers, SinkRequest request, SinkTally tally, HttpResponse response)
    {
        var answer = answers.Answer(request);
        tally.Count(request, answer?.Writes ?? false);
        await WriteAsync(response, answer is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, answer?.Body ?? SinkAnswers.Refusal(request.Statement));
    }

    private static async Task PassAsync(HttpClient next, Uri address, SinkRequest request, SinkTally tally, HttpContext context)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var name in new[] { "Authorization", "X-DITTO-TXN-ID" })
        {
            if (context.Request.Headers.TryGetValue(name, out var values)) message.Headers.TryAddWithoutValidation(name, values.ToString());
        }
        using var answer = await next.SendAsync(message, context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        tally.Count(request, answer.IsSuccessStatusCode && request.Statement.StartsWith("INSERT ", StringComparison.Ordinal));
        await WriteAsync(context.Response, (int)answer.StatusCode, body);
    }

    private static async Task WriteAsync(HttpResponse response, int status, byte[] body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is { } length)
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body);
            return body;
        }
        using var whole = new MemoryStream();
        await request.Body.CopyToAsync(whole);
        return whole.ToArray();
    }
}
