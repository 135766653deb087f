using Faults.Tests.Lives;
using Faults.Tests.Rig;

namespace Faults.Tests.Checking;

/// <summary>
/// Looks again and again which documents have arrived: equal on both sides, twice in a row. Whether the ledger has recorded that too decides what users may do next: before it has,
/// they only edit, as a document that is deleted or created then is taken for part of what went before when the bridge is killed; and a new document they leave alone (docs/reliability.md).
/// </summary>
internal sealed class Settlement(IReadOnlyList<DocumentLife> lives)
{
    private readonly List<string> _objections = [];
    private readonly Dictionary<VerdictKind, long> _verdicts = [];

    /// <summary>What must not be, each with its story.</summary>
    public IReadOnlyList<string> Objections => _objections;

    /// <summary>What became of the writes, by path.</summary>
    public IReadOnlyDictionary<VerdictKind, long> Verdicts => _verdicts;

    /// <summary>How many epochs were judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Reads everything and judges what has arrived.</summary>
    /// <returns>How many documents are on their way, and in words how some of them differ.</returns>
    public async Task<(int Open, string Words)> SweepAsync()
    {
        var versions = lives.ToDictionary(l => l, l => l.Version);
        var (open, words) = (0, new List<string>());
        foreach (var group in lives.GroupBy(l => l.Collection))
        {
            var reading = await group.Key.ReadAsync();
            foreach (var life in group)
            {
                if (HasArrived(reading, life.Id) && life.Arrived(versions[life], reading.Mongo.GetValueOrDefault(life.Id), RecordOf(reading, life.Id)) is { } judgement) Note(life, judgement);
                if (life.IsSettled) continue;
                open++;
                if (words.Count < 5) words.Add($"{life.Story()}\nin MongoDB: {reading.Mongo.GetValueOrDefault(life.Id)}\nat the Big Peer: {reading.BigPeer.GetValueOrDefault(life.Id)}\nin the ledger: {reading.Ledger.ContainsKey(life.Id)}");
            }
            if (reading.Doubled.Count > 0) words.Insert(0, $"twice in MongoDB: {string.Join(", ", reading.Doubled)}");
        }
        return (open, string.Join("\n\n", words));
    }

    /// <summary>Reads everything a last time: what is open is judged, what differs and what nobody should have changed is told.</summary>
    public async Task EndAsync()
    {
        foreach (var group in lives.GroupBy(l => l.Collection))
        {
            var reading = await group.Key.ReadAsync();
            foreach (var difference in reading.Differences()) _objections.Add($"{group.Key.Name}: {difference}");
            foreach (var life in group)
            {
                var found = reading.Mongo.GetValueOrDefault(life.Id);
                if (life.End(found) is { } judgement) Note(life, judgement);
                else if (life.Settled is null ? found is not null : !life.Settled.Equals(found)) _objections.Add($"{group.Key.Name} {life.Id} was {life.Settled?.ToString() ?? "gone"} on both sides, nobody wrote to it, and it is {found?.ToString() ?? "gone"}\n{life.Story()}");
            }
            var known = group.Select(l => l.Id).ToHashSet();
            foreach (var stray in reading.Mongo.Keys.Except(known)) _objections.Add($"{group.Key.Name}: {stray} was deleted for good and is there");
        }
    }

    private static LedgerRecord RecordOf(SideReading reading, string id) => reading.Ledger.ContainsKey(id) != reading.Mongo.ContainsKey(id)
        ? LedgerRecord.None
        : reading.Unrecorded.Contains(id) ? LedgerRecord.Behind : LedgerRecord.Whole;

    private static bool HasArrived(SideReading reading, string id)
    {
        var (mongo, bigPeer) = (reading.Mongo.GetValueOrDefault(id), reading.BigPeer.GetValueOrDefault(id));
        return (mongo is null) == (bigPeer is null) && (mongo is null || mongo.Equals(bigPeer)) && !reading.Doubled.Contains(id);
    }

    private void Note(DocumentLife life, Judgement judgement)
    {
        Judged++;
        foreach (var verdict in judgement.Verdicts) _verdicts[verdict.Kind] = _verdicts.GetValueOrDefault(verdict.Kind) + 1;
        if (judgement.Objections.Count > 0) _objections.Add($"{string.Join("; ", judgement.Objections)}\n{life.Story()}");
        foreach (var lost in judgement.Verdicts.Where(v => v.Kind == VerdictKind.Lost)) _objections.Add($"lost: {lost.Path} of {lost.Write}\n{life.Story()}");
    }
}
