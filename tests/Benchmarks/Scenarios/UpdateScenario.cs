using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>
/// (b) One field of existing documents is changed, each document once; (c) 100 documents are changed over and over. Into the sink, which keeps the documents, by the bridge
/// and by its opponent; (b) into the Ditto engine, too.
/// </summary>
internal static class UpdateScenario
{
    private const int Hot = 100;
    private const string Tasks = "tasks";
    private const string HotTasks = "hot";
    private const string Unit = "changes/s";

    public static async Task RunAsync(Bench bench)
    {
        await IntoSinkAsync(bench);
        await IntoEngineAsync(bench);
    }

    public static async Task IntoSinkAsync(Bench bench)
    {
        await ByBridgeAsync(bench);
        await ByOpponentAsync(bench);
        bench.AddRatio("b.update.sink.vs-opponent", "(b) bridge to opponent", "b.update.sink", "b.opponent.sink", Target.AtLeast(1));
        bench.AddRatio("c.hot.vs-opponent", "(c) bridge to opponent, changes/s", "c.hot.rate", "c.opponent.rate", Target.AtLeast(1));
    }

    private static async Task ByBridgeAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: true);
        await FillAsync(bench, mongo, "bridge", Tasks, bench.Sizes.Stream);
        await FillAsync(bench, mongo, "bridge", HotTasks, Hot);
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "bridge", [Tasks, HotTasks], sink.Endpoint));
        await AddAsync(bench, "b.update.sink", "(b) updates of one field into the sink", "c.hot", "(c) 100 hot documents", mongo, "bridge", sink, bridge.Part, isBridge: true);
    }

    private static async Task ByOpponentAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: true);
        await FillAsync(bench, mongo, "opponent", Tasks, bench.Sizes.Stream);
        await FillAsync(bench, mongo, "opponent", HotTasks, Hot);
        await using var opponent = await Opponent.StartAsync(mongo.Uri, "opponent", sink.Endpoint, BigPeerServer.Key);
        await AddAsync(bench, "b.opponent.sink", "(b) the same by the opponent", "c.opponent", "(c) the same by the opponent", mongo, "opponent", sink, opponent.Part, isBridge: false);
    }

    private static async Task AddAsync(
        Bench bench, string updateName, string updateWords, string hotName, string hotWords, StandIn mongo, string database, SinkPart sink, (string Name, int Process) carrier, bool isBridge)
    {
        var (warm, hotWarm) = (Update(mongo, database, Tasks, bench.Sizes.Stream) with { Round = 1 }, HotPlan(1));
        await RunAsync(warm, bench.Sizes.Stream, 1);
        bench.Add(updateName, updateWords, Unit, await bench.RepeatAsync(i => RunAsync(warm with { Round = i + 1 }, bench.Sizes.Stream, i + 1)), isBridge ? Target.AtLeast(20_000) : null);

        await RunAsync(hotWarm, Hot, bench.Sizes.HotRounds);
        List<double> savings = [];
        var samples = await bench.RepeatAsync(async i =>
        {
            var plan = HotPlan(1 + (i * bench.Sizes.HotRounds));
            var sample = await RunAsync(plan, Hot, plan.Round + plan.Rounds - 1);
            savings.Add(plan.Changes / (double)(await sink.FiguresAsync()).Writes);
            return sample;
        });
        bench.Add($"{hotName}.rate", hotWords, Unit, samples);
        bench.Add(new Figure { Name = $"{hotName}.saving", What = $"{hotWords}: changes to one write", Unit = "×", Values = savings, Target = isBridge ? Target.AtLeast(10) : null });

        async Task<Sample> RunAsync(LoadPlan plan, int documents, int round)
        {
            await sink.BeginAsync(round);
            return await Bench.StreamAsync(plan, [mongo.Part, carrier, sink.Part], () => sink.ReachedAsync(documents));
        }

        // The rounds must end in their order.
        LoadPlan HotPlan(int round) => Update(mongo, database, HotTasks, Hot) with { Rounds = bench.Sizes.HotRounds, Round = round, Connections = 1 };
    }

    private static async Task IntoEngineAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        await FillAsync(bench, mongo, "bridge", Tasks, bench.Sizes.Stream);
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "bridge", [Tasks], engine.Api.Endpoint));
        var plan = Update(mongo, "bridge", Tasks, bench.Sizes.Stream);
        await RunAsync(1);
        bench.Add("b.update.engine", "(b) updates of one field into the Ditto engine", Unit, await bench.RepeatAsync(i => RunAsync(i + 1)));

        Task<Sample> RunAsync(int round) => Bench.StreamAsync(plan with { Round = round }, [mongo.Part, bridge.Part, ("Ditto", engine.ProcessId)],
            () => EngineSight.ReachedAsync(engine.Api, Tasks, bench.Sizes.Stream, $"n = {LoadDocument.FirstRound + round}"));
    }

    private static async Task FillAsync(Bench bench, StandIn mongo, string database, string collection, int documents)
    {
        await mongo.CreateAsync(database, collection);
        await LoadPart.RunAsync(new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = database, Collections = [collection], Documents = documents });
    }

    private static LoadPlan Update(StandIn mongo, string database, string collection, int documents) =>
        new() { Kind = LoadKind.Update, Uri = mongo.Uri, Database = database, Collections = [collection], Documents = documents };
}
