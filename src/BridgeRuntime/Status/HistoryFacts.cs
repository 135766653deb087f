using BridgeRuntime.Checkpoints;

namespace BridgeRuntime.Status;

/// <summary>Gaps in MongoDB's history: the one that is being made good, and the last one that was. Guarded by the lock of its owner.</summary>
internal sealed class HistoryFacts(TimeProvider time)
{
    private LostHistory? _last;
    private long _losses;
    private DateTimeOffset? _recoveredAt;

    /// <summary>Null where there is none.</summary>
    public LostHistory? Open { get; private set; }

    public void Lose(LostHistory lost)
    {
        _losses++;
        Begin(lost);
    }

    /// <summary>As <see cref="Lose"/>; an earlier run noticed it.</summary>
    public void Begin(LostHistory lost) => (Open, _last, _recoveredAt) = (lost, lost, null);

    public void Recover() => (Open, _recoveredAt) = (null, time.GetUtcNow());

    public HistoryReport Report() => new(Open is not null, _last?.Reason.ToString(), _last?.Since, _last?.From, _losses, _recoveredAt);
}
