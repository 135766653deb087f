namespace EndToEnd.Tests.Plans;

/// <summary>
/// Each row of the plan table over real servers: both sides agree, the bridge is stopped, users change what the row says, the bridge starts again.
/// The rows of one mode and policy are documents of one collection, which a bridge brings in step together.
/// </summary>
internal sealed class PlanTableTests
{
    private static readonly (bool Strict, string Policy)[] Settings = [(true, "mongodb"), (true, "bigPeer"), (false, "mongodb"), (false, "bigPeer")];

    private readonly Dictionary<(bool, string), Scene> _scenes = [];

    [OneTimeSetUp]
    public async Task Change_everything_while_the_bridges_are_stopped()
    {
        foreach (var (strict, policy) in Settings) _scenes[(strict, policy)] = new Scene(new SceneOptions { Strict = strict, Policy = policy });
        await Task.WhenAll(Settings.Select(s => PrepareAsync(_scenes[s], [.. PlanRows.For(s.Strict)])));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var scene in _scenes.Values) await scene.DisposeAsync();
    }

    [TestCaseSource(nameof(Cases))]
    [CancelAfter(60_000)]
    public Task Both_sides_hold_what_the_table_says(bool strict, string policy, PlanRow row) => _scenes[(strict, policy)].BothAsync(row.Id, row.ExpectedUnder(policy));

    private static IEnumerable<TestCaseData> Cases() =>
        from s in Settings
        from row in PlanRows.For(s.Strict)
        select new TestCaseData(s.Strict, s.Policy, row).SetName($"{{m}}({(s.Strict ? "strict" : "not strict")}, {s.Policy}: {row.Name})");

    private static async Task PrepareAsync(Scene scene, IReadOnlyList<PlanRow> rows)
    {
        var known = rows.Where(r => r.Agreed is not null).ToList();
        await scene.Docs.Mongo.InsertAsync(known.Select(r => r.Document(r.Agreed!)));
        await scene.StartAsync();
        foreach (var row in known) await scene.BothAsync(row.Id, row.Document(row.Agreed!));
        await scene.StopAsync();

        foreach (var row in rows) await ChangeAsync(scene.Docs, row);
        await scene.StartAsync();
        await scene.SettleAsync();
    }

    private static async Task ChangeAsync(CollectionPair docs, PlanRow row)
    {
        var (mongo, bigPeer) = docs;
        if (row.MongoUpdate is { } update) await mongo.UpdateAsync(row.Id, update);
        if (row.MongoInsert is { } inMongo) await mongo.InsertAsync(row.Document(inMongo));
        if (row.MongoDelete) await mongo.DeleteAsync(row.Id);
        foreach (var (what, value) in row.BigPeerUpdates) await bigPeer.UpdateAsync(row.Id, what, value);
        if (row.BigPeerInsert is { } atBigPeer) await bigPeer.InsertAsync(row.Document(atBigPeer));
        if (row.BigPeerDelete) await bigPeer.DeleteAsync(row.Id);
    }
}
