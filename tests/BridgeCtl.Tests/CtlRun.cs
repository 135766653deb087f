using System.Text.Json;

namespace BridgeCtl.Tests;

/// <summary>One run of the program <c>bridgectl</c>, as a user sees it.</summary>
internal sealed record CtlRun(int Code, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static string Program => Path.Combine(AppContext.BaseDirectory, "bridgectl");

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs it to its end.</summary>
    /// <param name="environment">Further variables; none of the caller's own name a bridge.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<CtlRun> Async(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        await using var process = Start(environment, arguments);
        return await EndAsync(process);
    }

    public static ChildProcess Start(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) => ChildProcess.Start(Program, arguments, environment);

    public static async Task<CtlRun> EndAsync(ChildProcess process)
    {
        var code = await process.ExitAsync(Limit);
        var run = new CtlRun(code, string.Join('\n', process.Output), string.Join('\n', process.Errors));
        TestContext.Out.WriteLine($"exit code {code}\n{run.Output}\n{run.Errors}");
        Assert.That($"{run.Output}{run.Errors}", Does.Not.Contain("   at ").And.Not.Contain("Exception"), "no stack trace");
        return run;
    }
}
