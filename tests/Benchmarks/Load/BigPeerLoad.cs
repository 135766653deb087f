using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Benchmarks.Load;

/// <summary>Writes new documents into a Big Peer.</summary>
internal sealed class BigPeerLoad : ILoad
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly LoadPlan _plan;
    private readonly HttpClient _http = new();
    private readonly MongoSight? _sight;
    private int _next;

    public BigPeerLoad(LoadPlan plan)
    {
        _plan = plan;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", plan.ApiKey);
        if (plan.Kind == LoadKind.BigPeerSteady) _sight = new MongoSight(plan);
    }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await SendAsync(Encoding.UTF8.GetBytes($$"""{"statement":"SELECT _id FROM {{_plan.Collections[0]}} LIMIT 1"}"""), cancellation);
        if (_sight is not null) await _sight.OpenAsync(cancellation);
    }

    public async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        if (_sight is null)
        {
            await Task.WhenAll(Enumerable.Range(0, _plan.Connections).Select(_ => ConnectionAsync(cancellation)));
            return new LoadResult(_plan.Changes, Stopwatch.GetElapsedTime(began).TotalSeconds, Delays: null);
        }
        await SteadyAsync(cancellation);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new LoadResult(_plan.Changes, took, await _sight.DelaysAsync(_plan.Changes, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_sight is not null) await _sight.DisposeAsync();
    }

    private async Task ConnectionAsync(CancellationToken cancellation)
    {
        var (body, slots) = Statement(LoadPlan.BatchSize);
        var batches = (_plan.Documents + LoadPlan.BatchSize - 1) / LoadPlan.BatchSize;
        for (var number = Interlocked.Increment(ref _next) - 1; number < batches; number = Interlocked.Increment(ref _next) - 1)
        {
            var at = number * LoadPlan.BatchSize;
            var count = Math.Min(LoadPlan.BatchSize, _plan.Documents - at);
            if (count < slots.Count) (body, slots) = Statement(count);
            for (var i = 0; i < count; i++) LoadDocument.PutJson(body, slots[i], _plan.From + at + i, _plan.Round, time: 0);
            await SendAsync(body, cancellation);
        }
    }

    private async Task SteadyAsync(CancellationToken cancellation)
    {
        var each = Math.Max(1, (int)(_plan.Rate * Tick.TotalSeconds));
        var (body, slots) = Statement(each);
        var (next, began) = (_plan.From, Stopwatch.GetTimestamp());
        for (var tick = 0; tick < _plan.Changes / each; tick++)
        {
            var early = (tick * Tick) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero) await Task.Delay(early, TimeProvider.System, cancellation);
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < each; i++) LoadDocument.PutJson(body, slots[i], next++, _plan.Round, now);
            await SendAsync(body, cancellation);
        }
    }

    private (byte[] Body, IReadOnlyList<LoadSlot> Slots) Statement(int count)
    {
        var document = Encoding.UTF8.GetString(LoadDocument.Json(_plan.Bytes));
        var body = Encoding.UTF8.GetBytes($$$"""{"statement":"INSERT INTO {{{_plan.Collections[0]}}} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE","args":{"docs":[{{{string.Join(',', Enumerable.Repeat(document, count))}}}]}}""");
        return (body, LoadDocument.JsonSlots(body));
    }

    private async Task SendAsync(byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        // As the bridge's own default: strict mode.
        using var answer = await _http.PostAsync(new Uri($"{_plan.Endpoint}/api/v4/store/execute"), content, cancellation);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The Big Peer answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }
}
