using System.Diagnostics;
using Benchmarks.Sink;
using MongoC;
using MongoC.Bson;

namespace Benchmarks.Load;

/// <summary>Sees documents arrive in MongoDB by a change stream, and how long after their time that is.</summary>
internal sealed class MongoSight(LoadPlan plan) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly MongoClient _client = MongoClient.Open(plan.Uri, new MongoClientOptions { AppName = "benchmark sight" });
    private readonly CancellationTokenSource _ending = new();
    private readonly List<double> _delays = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    public async Task OpenAsync(CancellationToken cancellation)
    {
        _watching = WatchAsync(_ending.Token);
        await await Task.WhenAny(_opened.Task.WaitAsync(cancellation), _watching);
    }

    /// <summary>Waits until so many have arrived.</summary>
    /// <exception cref="TimeoutException">They did not.</exception>
    public async Task<Delays> DelaysAsync(int documents, CancellationToken cancellation)
    {
        if (documents != plan.Changes) throw new ArgumentException("The sight waits for what the plan says.", nameof(documents));
        await await Task.WhenAny(_all.Task.WaitAsync(Limit, cancellation), _watching);
        return Delays.Of(_delays);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        try
        {
            await _watching;
        }
        catch (OperationCanceledException)
        {
            // As it was told to end.
        }
        await _client.DisposeAsync();
        _ending.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        await foreach (var batch in _client.WatchCollectionAsync(plan.Database, plan.Collections[0], default, new ChangeStreamOptions { FullDocument = FullDocumentMode.WhenAvailable }, cancellation))
        {
            _opened.TrySetResult();
            var now = Stopwatch.GetTimestamp();
            foreach (var change in batch.Events)
            {
                if (!BsonReader.TryFind(change.Span, "fullDocument"u8, out var document) || !BsonReader.TryFind(document.Value, "t"u8, out var time)) continue;
                if (LoadDocument.CommittedAt(time.AsInt64()) is var at and > 0) _delays.Add(Stopwatch.GetElapsedTime(at, now).TotalMilliseconds);
            }
            if (_delays.Count >= plan.Changes) _all.TrySetResult();
        }
    }
}
