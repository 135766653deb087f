using System.Collections.Concurrent;
using BridgeRuntime.Documents;
using BridgeRuntime.MassDeletes;

namespace BridgeRuntime.Tests.MassDeletes;

/// <summary>What a test says is lacking, and what the guard has saved.</summary>
internal sealed class MassDeletesOfTest : IMissingDocuments, IMassDeleteStore
{
    private readonly ConcurrentDictionary<(string, Side), MassDeleteRecord> _saved = new();

    /// <summary>Documents that the ledger knows.</summary>
    public Func<Task<long?>> Known { get; set; } = () => Task.FromResult<long?>(1000);

    /// <summary>What a look finds.</summary>
    public long Missing { get; set; }

    /// <summary>What a glance says.</summary>
    public bool MayLack { get; set; }

    /// <summary>How often the ledger was looked through.</summary>
    public int Looks { get; private set; }

    public int Glances { get; private set; }

    /// <summary>How often something was saved.</summary>
    public int Saves { get; private set; }

    /// <summary>While set, nothing is saved.</summary>
    public SideException? Refusal { get; set; }

    public IReadOnlyCollection<MassDeleteRecord> Saved => [.. _saved.Values];

    public Task<long?> KnownAsync(string collection, CancellationToken cancellation) => Known();

    public Task<bool> MayLackAsync(string collection, Side lacking, double more, CancellationToken cancellation)
    {
        Glances++;
        return Task.FromResult(MayLack);
    }

    public Task<long> CountAsync(string collection, Side lacking, long most, CancellationToken cancellation)
    {
        Looks++;
        return Task.FromResult(Math.Min(Missing, most));
    }

    public Task<IReadOnlyList<MassDeleteRecord>> LoadAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<MassDeleteRecord>>([.. _saved.Values]);

    public Task SaveAsync(MassDeleteRecord record, CancellationToken cancellation)
    {
        if (Refusal is { } refusal) throw refusal;
        Saves++;
        if (record.IsEmpty) _saved.TryRemove((record.Collection, record.Lacking), out _);
        else _saved[(record.Collection, record.Lacking)] = record;
        return Task.CompletedTask;
    }
}
