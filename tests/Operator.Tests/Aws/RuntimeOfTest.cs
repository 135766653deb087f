using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Operator.Workloads;

namespace Operator.Tests.Aws;

/// <summary>Answers <c>/status</c> as a runtime does in its pod: at its own address of loopback, so that the port is free.</summary>
internal sealed class RuntimeOfTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _looks;

    private RuntimeOfTest(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>How often it was asked.</summary>
    public int Looks => _looks;

    /// <param name="condition">The condition that it shows, as JSON.</param>
    public static async Task<RuntimeOfTest> StartAsync(string condition)
    {
        var address = $"127.{RandomNumberGenerator.GetInt32(2, 254)}.{RandomNumberGenerator.GetInt32(2, 254)}.{RandomNumberGenerator.GetInt32(2, 254)}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:{RuntimePorts.Status}");
        var app = builder.Build();
        var runtime = new RuntimeOfTest(app, address);
        app.MapGet("/status", context =>
        {
            Interlocked.Increment(ref runtime._looks);
            return context.Response.WriteAsync($$"""{"version":"0.1.0","conditions":[{{condition}}]}""");
        });
        await app.StartAsync();
        return runtime;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
