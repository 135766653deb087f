using System.Diagnostics;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>(d) A stream of new documents from the Big Peer, which has to be asked for them, to MongoDB. Each run has a collection and a bridge of its own, because a look at a collection reads all of it.</summary>
internal static class BackScenario
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        bench.Add("d.back", "(d) inserts of 1 KiB from the Ditto engine to MongoDB", "documents/s", await bench.RepeatAsync(i => RunAsync($"tasks{i}")), Target.AtLeast(5_000),
            "time of the engine's own inserts and of the poll interval (1 s) included");

        async Task<Sample> RunAsync(string name)
        {
            await mongo.CreateAsync(name, name);
            await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, name, [name], engine.Api.Endpoint));
            var warm = new LoadPlan { Kind = LoadKind.BigPeer, Endpoint = engine.Api.Endpoint, ApiKey = engine.Api.ApiKey, Collections = [name], Documents = bench.Sizes.WarmUp / 5 };
            await LoadPart.RunAsync(warm);
            await ReachedAsync(warm.Documents);
            return await Bench.StreamAsync(warm with { From = warm.Documents, Documents = bench.Sizes.Back }, [mongo.Part, bridge.Part, ("Ditto", engine.ProcessId)], () => ReachedAsync(warm.Documents + bench.Sizes.Back));

            async Task<long> ReachedAsync(long documents)
            {
                await bridge.UntilAsync($"{documents} documents have reached MongoDB", async () => await mongo.CountAsync(name, name) >= documents, Own.RunLimit, Pause);
                return Stopwatch.GetTimestamp();
            }
        }
    }
}
