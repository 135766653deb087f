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
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: true);
        await using var otherSink = await SinkPart.StartAsync(keeps: true);
        foreach (var database in (string[])["bridge", "opponent"])
        {
            await FillAsync(bench, mongo, database, Tasks, bench.Sizes.Stream);
            await FillAsync(bench, mongo, database, HotTasks, Hot);
        }
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "bridge", [Tasks, HotTasks], sink.Endpoint));
        await using var opponent = await Opponent.StartAsync(mongo.Uri, "opponent", otherSink.Endpoint, BigPeerServer.Key);
        Carrier[] carriers = [new(mongo, "bridge", sink, bridge.Part), new(mongo, "opponent", otherSink, opponent.Part)];

        foreach (var carrier in carriers) await UpdateAsync(bench, carrier, 1);
        var updates = await bench.InTurnAsync([.. carriers.Select(c => (Func<int, Task<Sample>>)(i => UpdateAsync(bench, c, i + 1)))]);
        bench.Add("b.update.sink", "(b) updates of one field into the sink", Unit, updates[0], Target.AtLeast(20_000));
        bench.Add("b.opponent.sink", "(b) the same by the opponent", Unit, updates[1]);
        bench.AddRatio("b.update.sink.vs-opponent", "(b) bridge to opponent", "b.update.sink", "b.opponent.sink", Target.AtLeast(1));

        // Not in turn: the opponent sends the state as it is by then, and goes on with what it has read of the stream when the last one has long arrived.
        var (hot, savings) = await HotAsync(bench, carriers[0]);
        var (opponentsHot, opponentsSavings) = await HotAsync(bench, carriers[1]);
        bench.Add("c.hot.rate", "(c) 100 hot documents", Unit, hot);
        bench.Add(new Figure { Name = "c.hot.saving", What = "(c) 100 hot documents: changes to one write", Unit = "×", Values = savings, Target = Target.AtLeast(10) });
        bench.Add("c.opponent.rate", "(c) the same by the opponent", Unit, opponentsHot);
        bench.Add(new Figure { Name = "c.opponent.saving", What = "(c) the same by the opponent: changes to one write", Unit = "×", Values = opponentsSavings });
        bench.AddRatio("c.hot.vs-opponent", "(c) bridge to opponent, changes/s", "c.hot.rate", "c.opponent.rate", Target.AtLeast(1));
    }

    /// <summary>Who brings a database's changes to a sink.</summary>
    private sealed record Carrier(StandIn Mongo, string Database, SinkPart Sink, (string Name, int Process) Part);

    private static Task<Sample> UpdateAsync(Bench bench, Carrier carrier, int round) =>
        RunAsync(carrier, Update(carrier.Mongo, carrier.Database, Tasks, bench.Sizes.Stream) with { Round = round }, bench.Sizes.Stream, round);

    private static async Task<(IReadOnlyList<Sample> Samples, IReadOnlyList<double> Savings)> HotAsync(Bench bench, Carrier carrier)
    {
        await RunAsync(1);
        List<double> savings = [];
        var samples = await bench.RepeatAsync(async i =>
        {
            var (sample, changes) = await RunAsync(1 + (i * bench.Sizes.HotRounds));
            savings.Add(changes / (double)(await carrier.Sink.FiguresAsync()).Writes);
            return sample;
        });
        return (samples, savings);

        async Task<(Sample Sample, long Changes)> RunAsync(int round)
        {
            // The rounds must end in their order.
            var plan = Update(carrier.Mongo, carrier.Database, HotTasks, Hot) with { Rounds = bench.Sizes.HotRounds, Round = round, Connections = 1 };
            return (await UpdateScenario.RunAsync(carrier, plan, Hot, plan.Round + plan.Rounds - 1), plan.Changes);
        }
    }

    private static async Task<Sample> RunAsync(Carrier carrier, LoadPlan plan, int documents, int round)
    {
        await carrier.Sink.BeginAsync(round);
        return await Bench.StreamAsync(plan, [carrier.Mongo.Part, carrier.Part, carrier.Sink.Part], () => carrier.Sink.ReachedAsync(documents));
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
