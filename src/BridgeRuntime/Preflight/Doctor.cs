using System.Diagnostics;
using System.Globalization;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Mongo;
using MongoC;

namespace BridgeRuntime.Preflight;

/// <summary>The start checks one by one, each with what it found, and what else a person asks first: how long the oplog reaches, and whether the clocks agree.</summary>
internal sealed class Doctor(
    MongoClient mongo, string database, BigPeerClient bigPeer, BigPeerDocuments documents, IReadOnlyList<CollectionSettings> collections, CheckpointStore checkpoints, TimeProvider time)
{
    /// <summary>Above it the times in metrics and alerts are off; nothing else depends on the clocks.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    /// <summary>A bridge that is down for a night should find its position again.</summary>
    private static readonly TimeSpan LeastWindow = TimeSpan.FromHours(12);

    private static readonly ProblemReason[] Connection = [ProblemReason.MongoUnreachable, ProblemReason.AuthenticationFailed, ProblemReason.InvalidConnectionString];
    private static readonly ProblemReason[] Address = [ProblemReason.BigPeerUnreachable, ProblemReason.BigPeerUnavailable, ProblemReason.NotABigPeer, ProblemReason.AppUnknown];

    /// <summary>What is wrong with MongoDB's side, as the start of a bridge would say.</summary>
    public Task<IReadOnlyList<Problem>> MongoProblemsAsync(CancellationToken cancellation) => new MongoChecks(mongo, database, time).AllAsync([.. collections.Select(c => c.Name)], cancellation);

    /// <param name="cancellation">Ends it.</param>
    /// <returns>Every check, MongoDB's first.</returns>
    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellation)
    {
        var mongoProblems = MongoProblemsAsync(cancellation);
        var bigPeerProblems = new BigPeerChecks(bigPeer, documents).AllAsync(collections, cancellation);
        List<Check> checks = [.. await MongoAsync(await mongoProblems, cancellation), .. BigPeer(await bigPeerProblems)];
        return checks;
    }

    private async Task<List<Check>> MongoAsync(IReadOnlyList<Problem> problems, CancellationToken cancellation)
    {
        var isReached = !problems.Any(p => Connection.Contains(p.Reason));
        var checks = new List<Check>
        {
            One("MongoDB: connection and login", problems, isAsked: true, $"{string.Join(", ", mongo.Hosts)} answers", Connection),
            One("MongoDB: replica set", problems, isReached, "it is one, or a sharded cluster", ProblemReason.NotAReplicaSet),
            One("MongoDB: version", problems, isReached, "4.4 or newer", ProblemReason.ServerTooOld),
            All("MongoDB: privileges", problems.Where(p => p is { Reason: ProblemReason.NotAuthorized, Collection: null }), isReached, $"the user may do what is needed on '{database}'"),
            One("MongoDB: database", problems, isReached, $"'{database}' is there", ProblemReason.DatabaseNotFound),
        };
        foreach (var collection in collections)
            checks.Add(All($"MongoDB: collection {collection.Name}", problems.Where(p => p.Collection == collection.Name), isReached && !problems.Any(p => p.Reason == ProblemReason.DatabaseNotFound), "it is there and can be kept in step"));
        checks.Add(await OplogAsync(isReached, cancellation));
        checks.Add(await ClockAsync(isReached, cancellation));
        return checks;
    }

    private List<Check> BigPeer(IReadOnlyList<Problem> problems)
    {
        var isReached = !problems.Any(p => Address.Contains(p.Reason));
        var isLetIn = isReached && !problems.Any(p => p.Reason == ProblemReason.ApiKeyRefused || p.Collection is null);
        var checks = new List<Check>
        {
            One("Big Peer: address", problems, isAsked: true, "it answers as a Big Peer does", Address),
            All("Big Peer: API key", problems.Where(p => p.Reason == ProblemReason.ApiKeyRefused || p is { Reason: ProblemReason.ApiKeyLacksPermission, Collection: null }), isReached, "it is accepted"),
        };
        foreach (var collection in collections)
            checks.Add(All($"Big Peer: collection {collection.Name}", problems.Where(p => p.Collection == collection.Name), isLetIn, "the key may read and write it"));
        return checks;
    }

    private async Task<Check> OplogAsync(bool isReached, CancellationToken cancellation)
    {
        const string Name = "MongoDB: oplog window";
        if (!isReached) return Skipped(Name);
        try
        {
            if (await OplogWatch.OldestAsync(mongo, cancellation) is not { } oldest) return new Check(Name, CheckOutcome.Warning, "local.oplog.rs has no entry.");
            var position = (await checkpoints.PeekAsync(cancellation))?.StreamTime;
            var window = (position ?? time.GetUtcNow()) - oldest;
            if (position is not null && window <= TimeSpan.Zero)
                return new Check(Name, CheckOutcome.Failed, "The oplog no longer holds the bridge's position: changes since then cannot be read any more. See HistoryLost in docs/operations.md.", "HistoryLost");
            var words = position is null ? $"it goes back {Words(window)}" : $"it holds the bridge's position for {Words(window)} more";
            return window >= LeastWindow
                ? new Check(Name, CheckOutcome.Passed, words)
                : new Check(Name, CheckOutcome.Warning, $"{words}; a bridge that is down for longer loses its position. On a server with traffic enlarge it: db.adminCommand({{replSetResizeOplog: 1, size: …}}).");
        }
        catch (SideException e) when (e.Failure == SideFailure.Unauthorized)
        {
            return new Check(Name, CheckOutcome.Warning, "The MongoDB user may not read local.oplog.rs. Grant read on the database local to see how long a position is kept.");
        }
        catch (SideException e)
        {
            return new Check(Name, CheckOutcome.Warning, e.Message);
        }
    }

    private async Task<Check> ClockAsync(bool isReached, CancellationToken cancellation)
    {
        const string Name = "MongoDB: clock";
        if (!isReached) return Skipped(Name);
        try
        {
            var asked = Stopwatch.StartNew();
            var hello = await MongoErrors.TranslateAsync(mongo.RunCommandAsync("admin", BsonDocuments.Make(w => w.Int32("hello", 1)), session: null, cancellation));
            if (BsonDocuments.Value(hello, "localTime") is not { Type: MongoC.Bson.BsonType.DateTime } told) return new Check(Name, CheckOutcome.Warning, "The server does not tell its time.");
            var skew = DateTimeOffset.FromUnixTimeMilliseconds(told.AsElement().AsDateTimeMilliseconds()) - (time.GetUtcNow() - (asked.Elapsed / 2));
            return skew.Duration() <= MostSkew
                ? new Check(Name, CheckOutcome.Passed, "it agrees with the one of this machine")
                : new Check(Name, CheckOutcome.Warning, $"It is {Words(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the one of this machine: lags that are shown and alerts are off by that. Synchronise the clocks (NTP).");
        }
        catch (SideException e)
        {
            return new Check(Name, CheckOutcome.Warning, e.Message);
        }
    }

    private static Check One(string name, IReadOnlyList<Problem> problems, bool isAsked, string good, params IReadOnlyList<ProblemReason> reasons) => All(name, problems.Where(p => reasons.Contains(p.Reason) && p.Collection is null), isAsked, good);

    private static Check All(string name, IEnumerable<Problem> problems, bool isAsked, string good)
    {
        var all = problems.ToList();
        if (all.Count > 0) return new Check(name, CheckOutcome.Failed, string.Join(" ", all.Select(p => p.Message)), all[0].Reason.ToString());
        return isAsked ? new Check(name, CheckOutcome.Passed, good) : Skipped(name);
    }

    private static Check Skipped(string name) => new(name, CheckOutcome.Skipped, "not looked at because of what failed before");

    private static string Words(TimeSpan time) => time.TotalHours >= 48
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days")
        : time.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours") : time.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
