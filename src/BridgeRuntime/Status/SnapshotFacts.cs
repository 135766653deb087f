namespace BridgeRuntime.Status;

/// <summary>The first reading of one collection. Guarded by the lock of its owner.</summary>
internal sealed class SnapshotFacts(TimeProvider time)
{
    private readonly ProgressRate _rate = new(time);
    private long _documents;
    private long? _expected;

    public bool IsDone { get; private set; }

    public void Start(long documents, long expected)
    {
        (_documents, _expected) = (documents, expected);
        _rate.Start(documents);
    }

    public void Progress(long documents, bool done)
    {
        (_documents, IsDone) = (documents, done);
        _rate.Add(documents);
    }

    public SnapshotReport Report()
    {
        var rate = IsDone ? null : _rate.PerSecond;
        var left = rate > 0 && _expected is { } expected ? Math.Max(0, expected - _documents) / rate : null;
        return new SnapshotReport(_documents, _expected, IsDone, Rounded(rate), Rounded(left));
    }

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 1) : null;
}
