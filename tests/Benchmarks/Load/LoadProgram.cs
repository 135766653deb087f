using System.Text.Json;
using Benchmarks.Figures;

namespace Benchmarks.Load;

/// <summary>
/// The load generator, in a process of its own: reads a plan from stdin, makes everything ready and says so, runs at the next line, says what it did, and stays until stdin
/// ends, so that what it took of the processor can be read.
/// </summary>
internal static class LoadProgram
{
    public static async Task RunAsync(CancellationToken ending)
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(await LineAsync(ending), ReportJson.Line) ?? throw new InvalidOperationException("The plan is null.");
        await using ILoad load = plan.Kind is LoadKind.BigPeer or LoadKind.BigPeerSteady ? new BigPeerLoad(plan) : new MongoLoad(plan);
        await load.PrepareAsync(ending);
        await Console.Out.WriteLineAsync("ready");
        await LineAsync(ending);
        var result = await load.RunAsync(ending);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, ReportJson.Line));
        await Console.In.ReadToEndAsync(ending);
    }

    private static async Task<string> LineAsync(CancellationToken ending) => await Console.In.ReadLineAsync(ending) ?? throw new OperationCanceledException("stdin has ended.");
}
