using System.Globalization;
using Faults.Tests.Lives;

namespace Faults.Tests.Checking;

/// <summary>
/// Holds what is found on both sides against what users wrote, by the README's rules: fields merge one by one, a field changed on both sides goes to one of the two,
/// a delete in MongoDB is final, a document changed on one side and gone on the other is the conflict policy's.
/// </summary>
internal sealed class EpochJudge
{
    private readonly Epoch _epoch;
    private readonly DocumentFields? _found;
    private readonly SideEffect _mongo;
    private readonly SideEffect _bigPeer;
    private readonly List<string> _objections = [];

    private EpochJudge(Epoch epoch, DocumentFields? found)
    {
        (_epoch, _found) = (epoch, found);
        _mongo = new SideEffect(epoch.Of(UserSide.Mongo), epoch.Before);
        _bigPeer = new SideEffect(epoch.Of(UserSide.BigPeer), epoch.Before);
    }

    /// <param name="epoch">What was written.</param>
    /// <param name="found">What both sides hold; null: no document.</param>
    public static Judgement Judge(Epoch epoch, DocumentFields? found) => new EpochJudge(epoch, found).Run();

    private bool MongoPreferred => _epoch.Policy == "mongodb";

    private bool IsBothNew => _epoch.Before is null && _mongo.IsCreated && _bigPeer.IsCreated;

    private Judgement Run()
    {
        if (MayBeThere() && _found is not null) foreach (var path in Paths()) JudgePath(path);
        return new Judgement([.. Verdicts()], _objections);
    }

    /// <summary>Whether there may be a document; objects where there must be one and is not, or the other way round.</summary>
    private bool MayBeThere()
    {
        var (may, must, why) = Existence();
        if (_found is null && must) _objections.Add($"the document is gone, and {why}");
        if (_found is not null && !may) _objections.Add($"the document is there, and {why}");
        return may;
    }

    private (bool May, bool Must, string Why) Existence()
    {
        if (_mongo.IsGone) return (false, false, "a delete in MongoDB is final");
        if (_bigPeer.IsGone && !_mongo.IsEdited) return (false, false, "it was deleted at the Big Peer and not changed in MongoDB");
        if (_bigPeer.IsGone && !_mongo.WasDeleted) return (MongoPreferred, MongoPreferred && _epoch.IsSurelyConflict, $"it was deleted at the Big Peer and changed in MongoDB under policy {_epoch.Policy}");
        if (_epoch.Before is null && !_mongo.IsCreated && !_bigPeer.IsCreated) return (false, false, "nobody created it");
        return (true, true, "nobody deleted it for good");
    }

    private IEnumerable<string> Paths() => _mongo.Paths.Concat(_bigPeer.Paths).Concat(_epoch.Before?.Values.Keys ?? []).Concat(_found!.Values.Keys).Distinct();

    private void JudgePath(string path)
    {
        var allowed = (path == "n" ? Counters() : Allowed(path)).Distinct().ToList();
        if (allowed.Contains(_found![path])) return;
        _objections.Add($"{path} is {_found[path] ?? "missing"} and should be {string.Join(" or ", allowed.Select(v => v ?? "missing"))}");
    }

    private IEnumerable<string?> Allowed(string path)
    {
        var (mongo, bigPeer, before) = (_mongo.LastOf(path), _bigPeer.LastOf(path), _epoch.Before?[path]);
        // MongoDB's document came back over the delete: what was changed at the Big Peer before it may have arrived, or not.
        if (_bigPeer.IsGone) return mongo is not null ? [_mongo.ValueOf(path)] : bigPeer is not null ? [before, _bigPeer.ValueOf(path)] : [before];
        if (mongo is null) return [bigPeer is null ? before : _bigPeer.ValueOf(path)];
        if (bigPeer is null) return [_mongo.ValueOf(path)];
        // Two new documents that meet are one conflict, unless somebody went on writing.
        if (_epoch.IsSurelyConflict || (mongo.Kind == WriteKind.Create && bigPeer.Kind == WriteKind.Create && IsBothNew)) return [MongoPreferred ? _mongo.ValueOf(path) : _bigPeer.ValueOf(path)];
        return [_mongo.ValueOf(path), _bigPeer.ValueOf(path)];
    }

    /// <summary>What is counted adds up, but a number that MongoDB sets takes the place of what was counted before it arrived.</summary>
    private IEnumerable<string?> Counters()
    {
        var counts = _bigPeer.Counts.ConvertAll(c => (long)c.By);
        var sum = counts.Sum();
        var atBigPeer = _bigPeer.LastOf("n") is not null ? _bigPeer.ValueOf("n") : _epoch.Before?["n"];
        if (_mongo.LastOf("n") is null)
        {
            if (_bigPeer.IsGone) return counts.Count == 0 ? [_epoch.Before?["n"]] : Suffixes(_epoch.Before?["n"], counts);
            return [Plus(atBigPeer, sum)];
        }
        var set = _mongo.ValueOf("n");
        if (_epoch.IsSurelyConflict && !IsBothNew) return [set];
        var allowed = Suffixes(set, counts);
        return _bigPeer.LastOf("n") is null ? allowed : [.. allowed, Plus(_bigPeer.ValueOf("n"), sum)];
    }

    private static List<string?> Suffixes(string? from, List<long> counts) => [.. Enumerable.Range(0, counts.Count + 1).Select(i => Plus(from, counts.Skip(i).Sum()))];

    private static string? Plus(string? number, long by) => number is null ? null : (long.Parse(number, CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture);

    private IEnumerable<WriteVerdict> Verdicts()
    {
        foreach (var write in _epoch.Writes.Where(w => w.Kind != WriteKind.Delete))
        {
            var (own, other) = write.Side == UserSide.Mongo ? (_mongo, _bigPeer) : (_bigPeer, _mongo);
            if (write.Kind == WriteKind.Count) yield return new WriteVerdict(write, "n", CountVerdict(write, own, other));
            foreach (var (path, value) in write.Fields) yield return new WriteVerdict(write, path, Verdict(write, path, value?.Normal, own, other));
        }
    }

    private VerdictKind CountVerdict(UserWrite write, SideEffect own, SideEffect other)
    {
        if (_found is null || !own.Counts.Contains(write)) return VerdictKind.Deleted;
        return other.LastOf("n") is null ? _objections.Count == 0 ? VerdictKind.Present : VerdictKind.Lost : VerdictKind.LostConflict;
    }

    private VerdictKind Verdict(UserWrite write, string path, string? value, SideEffect own, SideEffect other)
    {
        if (_found is null) return own.WasDeleted || other.WasDeleted ? VerdictKind.Deleted : VerdictKind.Lost;
        if (_found[path] == value) return VerdictKind.Present;
        if (own.LastOf(path) != write) return VerdictKind.Superseded;
        if (other.LastOf(path) is not null) return VerdictKind.LostConflict;
        if (own.WasDeleted || other.WasDeleted) return VerdictKind.Deleted;
        return path == "n" && own.Counts.Count + other.Counts.Count > 0 ? VerdictKind.Present : VerdictKind.Lost;
    }
}
