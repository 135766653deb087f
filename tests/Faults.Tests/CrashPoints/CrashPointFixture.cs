using Faults.Tests.Checking;
using Faults.Tests.Lives;
using Faults.Tests.Rig;
using TestKit;
using TestKit.Network;

namespace Faults.Tests.CrashPoints;

/// <summary>The bridge dies before and after each step of a change, in both directions; the next one ends what it began, and both sides are equal.</summary>
/// <param name="from">Where the user's changes are made.</param>
internal abstract class CrashPointFixture(UserSide from)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly CollectionPlan Plan = new("docs", IdentityKind.TextId) { HasCounter = true };

    private FaultRig? _rig;
    private CrashTap _tap = null!;
    private int _number;

    private FaultRig Rig => _rig ?? throw new InvalidOperationException("The rig was not started.");

    private FaultCollection Docs => Rig.Collections[0];

    [OneTimeSetUp]
    public async Task Start()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        _rig = await FaultRig.StartAsync(Path.Combine(RepositoryFolder.Path, "artifacts", "test-results", "faults", $"crash-points-{from}"), ($"crash-{from.ToString().ToLowerInvariant()}", "mongodb", [Plan]));
        _tap = new CrashTap(Rig.Bridges[0], Docs.Name);
        Rig.MongoNetwork.Tap = _tap.OnMongo;
        Rig.BigPeerNetwork.Tap = _tap.OnBigPeer;
        foreach (var id in CrashCells.Of(from).Select(c => Identity(c.Change, c.Step, c.Point))) await Docs.WriteAsync(id, Write(UserSide.Mongo, WriteKind.Create, [.. Docs.Paths, "n"]));
        await Rig.Bridges[0].LaunchAsync();
        await Eventually.HoldsAsync("the documents of all cells", async () => (await Docs.ReadAsync()).Ledger.Count is var n && n == CrashCells.Of(from).Count() ? null : $"{n}", Limit, Words);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_rig is not null) await _rig.DisposeAsync();
    }

    /// <summary>One cell of the matrix.</summary>
    protected async Task DieAsync(CrashChange change, CrashStep step, WirePoint point)
    {
        // A document of the cell's own is there from the beginning; an insert makes another.
        var id = Identity(change, step, point, generation: change == CrashChange.Insert ? 2 : 1);
        await Rig.Bridges[0].ReadyAsync(Limit);
        var epoch = new Epoch(id.Ditto, Docs.Policy, (await Docs.ReadAsync()).Mongo.GetValueOrDefault(id.Ditto));

        var died = _tap.Arm(step, point);
        var write = WriteOf(change);
        Assert.That(await Docs.WriteAsync(id, write), Is.True, "the user's write takes effect");
        epoch.Writes.Add(write);
        await died.WaitAsync(Limit, TimeProvider.System);
        await Rig.Bridges[0].KillAsync();
        await Rig.Bridges[0].LaunchAsync();

        DocumentFields? found = null;
        await Eventually.HoldsAsync($"{write} has arrived", async () =>
        {
            var reading = await Docs.ReadAsync();
            found = reading.Mongo.GetValueOrDefault(id.Ditto);
            if (reading.Differences().FirstOrDefault() is { } difference) return difference;
            if (reading.Ledger.ContainsKey(id.Ditto) != found is not null) return "the ledger does not know it yet";
            return EpochJudge.Judge(epoch, found).Objections is [var objection, ..] ? objection : null;
        }, Limit, Words);
        Assert.That(EpochJudge.Judge(epoch, found).Verdicts.Select(v => v.Kind), Has.None.EqualTo(VerdictKind.Lost));
        Assert.That(await Rig.LettersAsync(), Is.Empty);
    }

    private UserWrite WriteOf(CrashChange change) => change switch
    {
        CrashChange.Insert => Write(from, WriteKind.Create, [.. Docs.Paths, "n"]),
        CrashChange.Update => Write(from, WriteKind.Edit, ["a", "o.x", "l"]),
        CrashChange.Delete => new UserWrite(++_number, from, WriteKind.Delete),
        _ => from == UserSide.Mongo ? Write(from, WriteKind.Edit, ["n"]) : new UserWrite(++_number, from, WriteKind.Count) { By = 7 },
    };

    private UserWrite Write(UserSide side, WriteKind kind, IReadOnlyList<string> paths)
    {
        var number = ++_number;
        return new UserWrite(number, side, kind) { Fields = paths.ToDictionary(p => p, p => (FieldValue?)Docs.NewValue(p, number)) };
    }

    private static DocumentIdentity Identity(CrashChange change, CrashStep step, WirePoint point, int generation = 1) =>
        DocumentIdentity.Of(IdentityKind.TextId, ((int)change * 100) + ((int)step * 10) + (int)point, generation);

    private string Words() => Rig.Bridges[0].Process.Process.LastLines();
}
