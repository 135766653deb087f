using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>(a) A stream of new documents from MongoDB: into the sink and into the Ditto engine, by the bridge and by its opponent, and into the engine by nobody between.</summary>
internal static class InsertScenario
{
    private const string Unit = "documents/s";
    private const string Warm = "warm";

    public static async Task RunAsync(Bench bench)
    {
        await IntoSinkAsync(bench);
        await IntoEngineAsync(bench);
        bench.AddRatio("a.insert.engine.vs-opponent", "(a) bridge to opponent, engine", "a.insert.engine", "a.opponent.engine", Target.AtLeast(1));
        bench.AddRatio("a.insert.engine.vs-alone", "(a) bridge into the engine to the engine alone", "a.insert.engine", "a.engine.alone", Target.AtLeast(0.8));
    }

    public static async Task IntoSinkAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: false);
        // The bridge would look at what somebody else writes into its own.
        await using var otherSink = await SinkPart.StartAsync(keeps: false);
        List<string> names = [Warm, .. Enumerable.Range(1, bench.Sizes.Runs).Select(NameOf)];
        await mongo.CreateAsync("bridge", names);
        await mongo.CreateAsync("opponent", names);
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "bridge", names, sink.Endpoint));
        await using var opponent = await Opponent.StartAsync(mongo.Uri, "opponent", otherSink.Endpoint, BigPeerServer.Key);
        List<double> highest = [];
        await BridgeAsync(Warm, bench.Sizes.WarmUp);
        await OpponentAsync(Warm, bench.Sizes.WarmUp);

        var samples = await bench.InTurnAsync(i => BridgeAsync(NameOf(i), bench.Sizes.Stream), i => OpponentAsync(NameOf(i), bench.Sizes.Stream));
        bench.Add("a.insert.sink", "(a) inserts of 1 KiB into the sink", Unit, samples[0], Target.AtLeast(20_000));
        bench.Add("a.opponent.sink", "(a) the same by the opponent", Unit, samples[1]);
        bench.AddRatio("a.insert.sink.vs-opponent", "(a) bridge to opponent, sink", "a.insert.sink", "a.opponent.sink", Target.AtLeast(1));
        bench.Add(new Figure { Name = "j.memory.load", What = "(j) resident memory, highest of a run of (a)", Unit = "MiB", Values = highest[1..], Target = Target.AtMost(160) });

        async Task<Sample> BridgeAsync(string name, int documents)
        {
            Resident.ForgetHighest(bridge.Id);
            await sink.BeginAsync(round: 0);
            var sample = await Bench.StreamAsync(Plan(mongo, "bridge", name, documents), [mongo.Part, bridge.Part, sink.Part], () => sink.ReachedAsync(documents));
            highest.Add(Resident.Highest(bridge.Id));
            return sample;
        }

        async Task<Sample> OpponentAsync(string name, int documents)
        {
            await otherSink.BeginAsync(round: 0);
            return await Bench.StreamAsync(Plan(mongo, "opponent", name, documents), [mongo.Part, opponent.Part, otherSink.Part], () => otherSink.ReachedAsync(documents));
        }
    }

    private static async Task IntoEngineAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        (string, int) part = ("Ditto", engine.ProcessId);
        List<string> names = [Warm, .. Enumerable.Range(1, bench.Sizes.Runs).Select(NameOf)];
        foreach (var name in names) await mongo.CreateAsync(name, name);
        // The engine is one for all, so its collections need names of their own.
        await mongo.CreateAsync("opponent", names.Select(OpponentsOf));
        await using var opponent = await Opponent.StartAsync(mongo.Uri, "opponent", engine.Api.Endpoint, engine.Api.ApiKey);
        await AloneAsync(Warm, bench.Sizes.WarmUp);
        await BridgeAsync(Warm, bench.Sizes.WarmUp);
        await OpponentAsync(Warm, bench.Sizes.WarmUp);

        var samples = await bench.InTurnAsync(
            i => AloneAsync(NameOf(i), bench.Sizes.Stream), i => BridgeAsync(NameOf(i), bench.Sizes.Stream), i => OpponentAsync(NameOf(i), bench.Sizes.Stream));
        bench.Add("a.engine.alone", "(a) the engine alone: four statements of 500 documents in flight", Unit, samples[0], Target.AtLeast(10_000));
        bench.Add("a.insert.engine", "(a) inserts of 1 KiB into the Ditto engine", Unit, samples[1], Target.AtLeast(10_000));
        bench.Add("a.opponent.engine", "(a) the same by the opponent", Unit, samples[2]);

        // A bridge of its own for each run: one that went on would look at what the others write.
        async Task<Sample> BridgeAsync(string name, int documents)
        {
            await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, name, [name], engine.Api.Endpoint));
            return await Bench.StreamAsync(Plan(mongo, name, name, documents), [mongo.Part, bridge.Part, part], () => EngineSight.ReachedAsync(engine.Api, name, documents));
        }

        Task<Sample> OpponentAsync(string name, int documents) =>
            Bench.StreamAsync(Plan(mongo, "opponent", OpponentsOf(name), documents), [mongo.Part, opponent.Part, part], () => EngineSight.ReachedAsync(engine.Api, OpponentsOf(name), documents));

        Task<Sample> AloneAsync(string name, int documents) => Bench.StreamAsync(
            new LoadPlan { Kind = LoadKind.BigPeer, Endpoint = engine.Api.Endpoint, ApiKey = engine.Api.ApiKey, Collections = [$"alone_{name}"], Documents = documents, Connections = 4 },
            [part], () => EngineSight.ReachedAsync(engine.Api, $"alone_{name}", documents));

        static string OpponentsOf(string name) => $"opponent_{name}";
    }

    private static string NameOf(int run) => $"tasks{run}";

    private static LoadPlan Plan(StandIn mongo, string database, string collection, int documents) =>
        new() { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = database, Collections = [collection], Documents = documents };
}
