namespace TestKit;

/// <summary>A rule that is in force until it is disposed of.</summary>
public sealed class BigPeerRule(BigPeerControl control, int id, long? transactionId) : IAsyncDisposable
{
    private static readonly TimeSpan HitLimit = TimeSpan.FromSeconds(30);

    /// <summary>Of a stale rule: the transaction at which its view stands still.</summary>
    public long? TransactionId => transactionId;

    /// <summary>How often it has fired.</summary>
    public async Task<int> HitsAsync() => (await control.HitsAsync()).GetValueOrDefault(id);

    /// <summary>Waits until it has fired so often.</summary>
    public Task HitAsync(int times = 1) => Eventually.HoldsAsync($"{times} hits of the fault", async () =>
    {
        var hits = await HitsAsync();
        return hits >= times ? null : $"{hits} hits";
    }, HitLimit);

    public async ValueTask DisposeAsync() => await control.ClearAsync(id);
}
