using Benchmarks.Figures;
using Benchmarks.Parts;
using Benchmarks.Scenarios;
using TestKit;

namespace Benchmarks;

/// <summary>Measures the bridge, shows the table, and leaves it and its JSON in a folder.</summary>
internal static class BridgeBenchmark
{
    private static string AcceptedFile => Path.Combine(RepositoryFolder.Path, "bench", "accepted.json");

    /// <param name="names">Scenarios; none: all of the run's kind.</param>
    /// <param name="sizes">How much is done.</param>
    /// <param name="program">The bridge; null: the one beside this program, which was not compiled ahead of time.</param>
    /// <param name="output">The folder.</param>
    /// <param name="accepts">Whether the figures are accepted from now on.</param>
    public static async Task RunAsync(IReadOnlyList<string> names, Sizes sizes, string? program, string output, bool accepts)
    {
        if (BigPeerServer.Missing() is { } missing) throw new InvalidOperationException(missing);
        var all = sizes.Name == Sizes.Quick.Name ? Scenario.Quick : Scenario.All;
        if (names.Except(all.Select(s => s.Name)).ToList() is { Count: > 0 } unknown)
            throw new ArgumentException($"There is no scenario {string.Join(", ", unknown)}; there are {string.Join(", ", all.Select(s => s.Name))}.", nameof(names));
        var (bench, machine) = (new Bench(sizes, program ?? Own.Beside("BridgeRuntime")), Machine.This());
        var accepted = AcceptedFigures.Read(AcceptedFile, sizes.Name);
        Directory.CreateDirectory(output);
        string Tables() => $"{FigureTable.Of(bench.Figures, accepted)}\n{CostTable.Of(bench.Figures, machine.Cores)}";
        // What has been measured stays there when a later scenario fails, or is broken off.
        bench.Added = () =>
        {
            File.WriteAllText(Path.Combine(output, $"{sizes.Name}.json"), ReportJson.Of(sizes.Name, machine, bench.Figures, accepted));
            File.WriteAllText(Path.Combine(output, $"{sizes.Name}.md"), Tables());
        };
        foreach (var scenario in all.Where(s => names.Count == 0 || names.Contains(s.Name)))
        {
            Console.WriteLine(scenario.What);
            await scenario.RunAsync(bench);
        }
        if (accepts) AcceptedFigures.Accept(AcceptedFile, sizes.Name, machine, bench.Figures);
        Console.WriteLine($"\n{machine.Processor}, {machine.Cores} cores, {machine.Memory}; {machine.System}; {machine.Runtime}\n");
        Console.Write(Tables());
        Console.WriteLine($"\nIn {output}: {sizes.Name}.json, {sizes.Name}.md.{(accepts ? $" Accepted in {AcceptedFile}." : "")}");
    }
}
