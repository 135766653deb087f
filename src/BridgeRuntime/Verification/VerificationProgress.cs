using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>What a verification has found. Bounded: beyond a number, differences are only counted. All members may be called from any thread.</summary>
internal sealed class VerificationProgress
{
    /// <summary>With the longest ids and paths about 10 MB; a person reads fewer, and a repair of more is a resync.</summary>
    public const int MostListed = 10_000;

    private const int MostRefusals = 100;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, CollectionVerification> _collections = [];
    private readonly List<Difference> _differences = [];
    private readonly HashSet<DocumentKey> _listed = [];
    private readonly List<Refusal> _refusals = [];
    private readonly VerificationReport _report;

    public VerificationProgress(VerificationRequest request, IEnumerable<string> collections, BridgeModel.ConflictPolicy policy, TimeProvider time)
    {
        _time = time;
        _report = new VerificationReport
        {
            State = VerificationState.Running,
            StartedAt = time.GetUtcNow(),
            Sample = request.Sample,
            Filter = request.Filter,
            ConflictPolicy = policy == BridgeModel.ConflictPolicy.MongoDB ? "mongodb" : "bigPeer",
        };
        foreach (var name in collections.Where(request.Names))
        {
            var earlier = request.Resume?.FirstOrDefault(c => c.Name == name);
            _collections[name] = earlier is null
                ? new CollectionVerification { Name = name }
                : new CollectionVerification { Name = name, Position = earlier.Position, CountsAtPosition = earlier.CountsAtPosition with { }, Counts = earlier.CountsAtPosition with { } };
        }
    }

    /// <summary>Begins a collection, or begins it again at the last position.</summary>
    public KeyPosition Begin(string collection, long expected)
    {
        lock (_lock)
        {
            var of = _collections[collection];
            (of.Expected, of.Counts) = (expected, of.CountsAtPosition with { });
            return of.Position;
        }
    }

    public void Count(string collection, VerificationCounts counts)
    {
        lock (_lock) _collections[collection].Counts.Add(counts);
    }

    /// <summary>Everything up to there is judged.</summary>
    public void Passed(string collection, KeyPosition position, VerificationCounts counts)
    {
        lock (_lock)
        {
            var of = _collections[collection];
            of.CountsAtPosition.Add(counts);
            (of.Position, of.Done) = (position, position.Phase == KeyPhase.End);
        }
    }

    public void Found(Difference difference)
    {
        lock (_lock)
        {
            if (_differences.Count >= MostListed) _report.Truncated = true;
            else if (_listed.Add(difference.Key())) _differences.Add(difference);
        }
    }

    public void Found(DeadLetter letter)
    {
        lock (_lock)
        {
            if (_refusals.Count < MostRefusals) _refusals.Add(Refusal.Of(letter));
        }
    }

    public void Failed(string message)
    {
        lock (_lock) _report.LastError = message;
    }

    public void End(VerificationState state)
    {
        lock (_lock) (_report.State, _report.EndedAt) = (state, _time.GetUtcNow());
    }

    public bool IsRunning
    {
        get { lock (_lock) return _report.State == VerificationState.Running; }
    }

    public VerificationReport Report()
    {
        lock (_lock)
        {
            return _report with
            {
                Collections = [.. _collections.Values.Select(c => c with { Counts = c.Counts with { }, CountsAtPosition = c.CountsAtPosition with { } })],
                Listed = _differences.Count,
                Refusals = [.. _refusals],
            };
        }
    }

    /// <summary>The listed differences from a number on.</summary>
    public DifferencePage Differences(int from, int limit)
    {
        lock (_lock)
        {
            var items = _differences.Skip(from).Take(limit).ToList();
            return new DifferencePage { Items = items, Next = from + items.Count < _differences.Count ? from + items.Count : null };
        }
    }
}
