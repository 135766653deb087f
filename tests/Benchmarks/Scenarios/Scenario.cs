namespace Benchmarks.Scenarios;

/// <summary>What can be measured by itself.</summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="What">For people.</param>
/// <param name="RunAsync">Measures it.</param>
internal sealed record Scenario(string Name, string What, Func<Bench, Task> RunAsync)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("insert", "(a) a stream of new documents, MongoDB → Big Peer", InsertScenario.RunAsync),
        new("update", "(b) changes of one field, (c) hot documents", UpdateScenario.RunAsync),
        new("back", "(d) a stream of new documents, Big Peer → MongoDB", BackScenario.RunAsync),
        new("snapshot", "(e) the initial sync", SnapshotScenario.RunAsync),
        new("steady", "(f) delays at a steady rate", SteadyScenario.RunAsync),
        new("idle", "(g) an idle bridge", IdleScenario.RunAsync),
        new("verify", "(h) a verification", VerifyScenario.RunAsync),
        new("start", "(i) a start", StartScenario.RunAsync),
        new("growth", "(j) memory and cost as things grow", GrowthScenario.RunAsync),
        new("conversion", "(k) conversion alone", Conversion.ConversionScenario.RunAsync),
    ];

    /// <summary>What <c>make bench-quick</c> measures: streams into the sink, the way back, a start, conversion.</summary>
    public static IReadOnlyList<Scenario> Quick { get; } =
        [new("insert", "(a) into the sink", InsertScenario.IntoSinkAsync), new("update", "(b) and (c) into the sink", UpdateScenario.IntoSinkAsync), .. All.Where(s => s.Name is "back" or "start" or "conversion")];
}
