using Faults.Tests.Lives;
using Faults.Tests.Rig;
using MongoC.Bson;
using TestKit;

namespace Faults.Tests.Checking;

/// <summary>A loss, a double and a divergence that are planted between real servers, behind the bridge's back, are found.</summary>
[CancelAfter(300_000)]
internal sealed class PlantedTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task A_planted_loss_a_double_a_divergence_and_a_delete_undone_are_found()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        await using var rig = await FaultRig.StartAsync(Path.Combine(RepositoryFolder.Path, "artifacts", "test-results", "faults", "planted"), ("planted", "mongodb", [new CollectionPlan("docs", IdentityKind.OneField)]));
        var docs = rig.Collections[0];
        List<DocumentLife> lives = [.. Enumerable.Range(1, 8).Select(i => new DocumentLife(docs, i, new Random(i), () => null))];
        foreach (var life in lives) await life.StepAsync();
        await rig.Bridges[0].LaunchAsync();
        var settlement = new Settlement(lives);
        await Eventually.HoldsAsync("all have arrived", async () => await settlement.SweepAsync() is { Open: > 0 } left ? left.Words : null, Limit);
        Assert.That(settlement.Objections, Is.Empty);
        await rig.Bridges[0].KillAsync();

        // Each plant leaves what a bridge with that fault would leave.
        var (lost, doubled, diverged, undone) = (lives[0], lives[1], lives[2], lives[3]);
        var old = docs.NewValue("a", 1_000_000);
        await WriteBothAsync(docs, 1, old);
        await rig.Users.RunWriteCommandAsync(rig.Database, ExtendedJson.Parse($$"""{"dropIndexes":"{{docs.Name}}","index":"identity"}"""));
        await new MongoCollection(rig.Users, rig.Database, docs.Name).InsertAsync($$"""{"orderId":{{doubled.Id}}}""");
        await docs.WriteAsync(DocumentIdentity.Of(IdentityKind.OneField, 3, 0), Edit(UserSide.BigPeer, old));
        // A user's delete that comes back: the delete is noted, and the document stays on both sides.
        var gone = new Epoch(undone.Id, "mongodb", undone.Settled) { Writes = { new UserWrite(1, UserSide.Mongo, WriteKind.Delete) } };
        Assert.That(EpochJudge.Judge(gone, (await docs.ReadAsync()).Mongo[undone.Id]).Objections, Has.One.Contains("final"));

        await settlement.EndAsync();
        Assert.That(settlement.Objections, Has.Count.EqualTo(3), string.Join('\n', settlement.Objections));
        Assert.Multiple(() =>
        {
            Assert.That(settlement.Objections, Has.One.StartsWith($"docs {lost.Id} was ").And.One.Contains("nobody wrote to it"));
            Assert.That(settlement.Objections, Has.One.Contains($"{doubled.Id} is there twice"));
            Assert.That(settlement.Objections, Has.One.Contains($"{diverged.Id} differs"));
        });
    }

    /// <summary>As if an old value had been written over a newer one on both sides.</summary>
    private static async Task WriteBothAsync(FaultCollection docs, int slot, FieldValue value)
    {
        var id = DocumentIdentity.Of(IdentityKind.OneField, slot, 0);
        await docs.WriteAsync(id, Edit(UserSide.Mongo, value));
        await docs.WriteAsync(id, Edit(UserSide.BigPeer, value));
    }

    private static UserWrite Edit(UserSide side, FieldValue value) => new(1, side, WriteKind.Edit) { Fields = new Dictionary<string, FieldValue?> { ["a"] = value } };
}
