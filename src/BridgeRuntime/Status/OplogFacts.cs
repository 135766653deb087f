namespace BridgeRuntime.Status;

/// <summary>How far back MongoDB's oplog goes. Guarded by the lock of its owner.</summary>
internal sealed class OplogFacts
{
    private DateTimeOffset? _oldest;
    private string? _whyNot;
    private bool _isRolling;

    /// <summary>The oplog's oldest entry, or why it cannot be read.</summary>
    public void Read(DateTimeOffset? oldest, string? whyNot)
    {
        _isRolling |= oldest > _oldest;
        (_oldest, _whyNot) = (oldest, whyNot);
    }

    /// <param name="position">Everything in MongoDB before is done and saved; null before the first checkpoint.</param>
    public OplogReport Report(DateTimeOffset? position) =>
        new(_oldest, position, _oldest is { } oldest && position is { } at ? Math.Round((at - oldest).TotalSeconds, 3) : null, _isRolling, _whyNot);
}
