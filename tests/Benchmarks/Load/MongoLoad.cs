using System.Diagnostics;
using MongoC;
using MongoC.Bson;

namespace Benchmarks.Load;

/// <summary>Writes into MongoDB what a plan says.</summary>
internal sealed class MongoLoad : ILoad
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly LoadPlan _plan;
    private readonly MongoClient _client;
    private readonly List<Dictionary<(string Collection, int Count), MongoBatch>> _batches;
    private int _next;

    public MongoLoad(LoadPlan plan)
    {
        _plan = plan;
        _client = MongoClient.Open(plan.Uri, new MongoClientOptions { AppName = "benchmark load" });
        _batches = [.. Enumerable.Range(0, plan.Connections).Select(_ => new Dictionary<(string, int), MongoBatch>())];
    }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        // The connection and its threads are there before time is taken, and so are the batches of usual size.
        await _client.RunCommandAsync("admin", Ping(), session: null, cancellation);
        if (_plan.Kind == LoadKind.Steady) return;
        foreach (var own in _batches)
        {
            foreach (var collection in _plan.Collections) Batch(own, collection, Math.Min(LoadPlan.BatchSize, _plan.Documents));
        }
    }

    public async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        if (_plan.Kind == LoadKind.Steady) await SteadyAsync(cancellation);
        else await Task.WhenAll(_batches.Select(own => ConnectionAsync(own, cancellation)));
        return new LoadResult(_plan.Changes, Stopwatch.GetElapsedTime(began).TotalSeconds, Delays: null);
    }

    private static byte[] Ping()
    {
        var writer = new BsonWriter();
        writer.Int32("ping", 1);
        return writer.ToArray();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Batch after batch of what is left, the rounds one after the other.</summary>
    private async Task ConnectionAsync(Dictionary<(string Collection, int Count), MongoBatch> own, CancellationToken cancellation)
    {
        var perRound = (_plan.Documents + LoadPlan.BatchSize - 1) / LoadPlan.BatchSize;
        for (var number = Interlocked.Increment(ref _next) - 1; number < perRound * _plan.Rounds; number = Interlocked.Increment(ref _next) - 1)
        {
            var (round, at) = (number / perRound, number % perRound * LoadPlan.BatchSize);
            var batch = Batch(own, _plan.Collections[number % perRound % _plan.Collections.Count], Math.Min(LoadPlan.BatchSize, _plan.Documents - at));
            for (var i = 0; i < batch.Count; i++) batch.Put(i, _plan.From + at + i, _plan.Round + round, time: 0);
            await batch.RunAsync(_client, _plan.Database, cancellation);
        }
    }

    private MongoBatch Batch(Dictionary<(string Collection, int Count), MongoBatch> own, string collection, int count)
    {
        if (own.TryGetValue((collection, count), out var batch)) return batch;
        return own[(collection, count)] = _plan.Kind == LoadKind.Insert ? MongoBatch.Inserts(collection, count, _plan.Bytes) : MongoBatch.Updates(collection, count, isTimed: false);
    }

    /// <summary>Every ten milliseconds a few new documents or a few changed ones. Who is late goes on at once, and the delay counts from when it was sent.</summary>
    private async Task SteadyAsync(CancellationToken cancellation)
    {
        var (collection, each) = (_plan.Collections[0], Math.Max(1, (int)(_plan.Rate * Tick.TotalSeconds)));
        var (inserts, updates) = (MongoBatch.Inserts(collection, each, _plan.Bytes), MongoBatch.Updates(collection, each, isTimed: true));
        var (inserted, updated, began) = (_plan.From + _plan.Documents, 0L, Stopwatch.GetTimestamp());
        for (var tick = 0; tick < _plan.Changes / each; tick++)
        {
            var early = (tick * Tick) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero) await Task.Delay(early, TimeProvider.System, cancellation);
            var batch = tick % 2 == 0 ? inserts : updates;
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < each; i++) batch.Put(i, batch == inserts ? inserted++ : _plan.From + (updated++ % _plan.Documents), _plan.Round, now);
            await batch.RunAsync(_client, _plan.Database, cancellation);
        }
    }
}
