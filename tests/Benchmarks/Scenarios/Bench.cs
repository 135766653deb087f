using System.Diagnostics;
using System.Globalization;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;

namespace Benchmarks.Scenarios;

/// <summary>One run of the benchmarks: what it is to do, and what it has found.</summary>
/// <param name="sizes">How much.</param>
/// <param name="program">The bridge.</param>
internal sealed class Bench(Sizes sizes, string program)
{
    private readonly List<Figure> _figures = [];

    public Sizes Sizes => sizes;

    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Is told of every new figure.</summary>
    public Action Added { get; set; } = static () => { };

    /// <summary>Notes a figure and shows it.</summary>
    public void Add(Figure figure)
    {
        _figures.Add(figure);
        Added();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {figure.Name,-28} {FigureTable.Number(figure.Median),10} {figure.Unit} ({FigureTable.Number(figure.Min)} … {FigureTable.Number(figure.Max)})"));
    }

    public void Add(string name, string what, string unit, IReadOnlyList<Sample> samples, Target? target = null, string? note = null) => Add(new Figure
    {
        Name = name,
        What = what,
        Unit = unit,
        Values = [.. samples.Select(s => s.Value)],
        Target = target,
        Cpu = samples.OrderBy(s => s.Value).ElementAt(samples.Count / 2).Cpu,
        Note = note,
    });

    /// <summary>How one median compares with another of this run.</summary>
    public void AddRatio(string name, string what, string of, string to, Target? target = null)
    {
        double Median(string figure) => _figures.Single(f => f.Name == figure).Median;
        Add(new Figure { Name = name, What = what, Unit = "×", Values = [Median(of) / Median(to)], Target = target, Note = "of the medians" });
    }

    /// <summary>Measures as often as this run does.</summary>
    public async Task<IReadOnlyList<Sample>> RepeatAsync(Func<int, Task<Sample>> run) => (await InTurnAsync(run))[0];

    /// <summary>Measures several things as often as this run does, in turn: a machine that is slower for a while is slower for all of them.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Sample>>> InTurnAsync(params IReadOnlyList<Func<int, Task<Sample>>> runs)
    {
        List<List<Sample>> samples = [.. runs.Select(static _ => new List<Sample>())];
        for (var i = 1; i <= sizes.Runs; i++)
        {
            for (var r = 0; r < runs.Count; r++) samples[r].Add(await runs[r](i));
        }
        return samples;
    }

    public BridgeSetup Setup(StandIn mongo, string database, IReadOnlyList<string> collections, string endpoint) =>
        new() { Program = program, Uri = mongo.Uri, Database = database, Collections = collections, Endpoint = endpoint };

    /// <summary>Lets a load go and waits until all of it has arrived: changes a second, and what the parts took of the processor.</summary>
    /// <param name="plan">The load.</param>
    /// <param name="parts">The processes that take part, but for the load's own.</param>
    /// <param name="arrived">Ends with the moment at which the last change had arrived.</param>
    public static async Task<Sample> StreamAsync(LoadPlan plan, IEnumerable<(string Name, int Process)> parts, Func<Task<long>> arrived)
    {
        await using var load = await LoadPart.StartAsync(plan);
        (string Name, int Process)[] all = [.. parts, load.Part];
        var before = new CpuReading(all);
        var began = Stopwatch.GetTimestamp();
        await load.GoAsync();
        var arrival = arrived();
        // A load that fails must not be waited for.
        await load.ResultAsync();
        var at = await arrival;
        return new Sample(plan.Changes / Stopwatch.GetElapsedTime(began, at).TotalSeconds, new CpuReading(all).Since(before));
    }
}
