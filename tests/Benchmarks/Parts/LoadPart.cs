using System.Text.Json;
using Benchmarks.Figures;
using Benchmarks.Load;
using TestKit;

namespace Benchmarks.Parts;

/// <summary>The load generator with one plan, ready to go; see <see cref="LoadProgram"/>.</summary>
internal sealed class LoadPart : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private LoadPart(ChildProcess process, LoadPlan plan) => (_process, Plan) = (process, plan);

    public LoadPlan Plan { get; }

    public (string Name, int Process) Part => ("load", _process.Id);

    public static async Task<LoadPart> StartAsync(LoadPlan plan)
    {
        var process = Own.Start("load");
        try
        {
            await process.WriteLineAsync(JsonSerializer.Serialize(plan, ReportJson.Line));
            await process.LineAsync("ready", l => l == "ready", Own.StartLimit);
            return new LoadPart(process, plan);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a plan from beginning to end where nothing is measured.</summary>
    public static async Task RunAsync(LoadPlan plan)
    {
        await using var load = await StartAsync(plan);
        await load.GoAsync();
        await load.ResultAsync();
    }

    public Task GoAsync() => _process.WriteLineAsync("go");

    /// <summary>What it did, when it has done it all; its process stays until disposal.</summary>
    public async Task<LoadResult> ResultAsync() =>
        JsonSerializer.Deserialize<LoadResult>(await _process.LineAsync("what it did", l => l.StartsWith('{'), Own.RunLimit), ReportJson.Line)!;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
