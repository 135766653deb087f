using Faults.Tests.Rig;

namespace Faults.Tests.Lives;

/// <summary>Chooses a document's next step and the writes that it consists of. The same seed gives the same life.</summary>
internal sealed class LifeScript(FaultCollection collection, int slot, Random random)
{
    private const int NumbersPerSlot = 100_000;
    private const double CreatedAgainUnderItsId = 0.6;

    // Edits outnumber deletes, so that a document lives through several steps.
    private static readonly (LifeStep Step, int Weight)[] OfTheLiving =
    [
        (LifeStep.EditInMongo, 10), (LifeStep.EditInBigPeer, 10), (LifeStep.EditApart, 16), (LifeStep.EditTogether, 12), (LifeStep.EditOften, 6), (LifeStep.RemoveField, 6),
        (LifeStep.Count, 8), (LifeStep.CountTogether, 5), (LifeStep.DeleteInMongo, 5), (LifeStep.DeleteInBigPeer, 5), (LifeStep.DeleteOnBoth, 2),
        (LifeStep.DeleteInMongoEditInBigPeer, 4), (LifeStep.DeleteInBigPeerEditInMongo, 4), (LifeStep.CreateAgain, 5),
    ];

    private static readonly (LifeStep Step, int Weight)[] OfTheGone = [(LifeStep.CreateInMongo, 4), (LifeStep.CreateInBigPeer, 4), (LifeStep.CreateOnBoth, 2)];

    // What may follow before the first step has arrived: it takes nothing away.
    private static readonly (LifeStep Step, int Weight)[] OfTheHasty = [(LifeStep.EditInMongo, 1), (LifeStep.EditInBigPeer, 1), (LifeStep.EditApart, 1)];

    // While the ledger does not know what both sides show: edits of what was just carried, from the other side too.
    private static readonly (LifeStep Step, int Weight)[] OfTheUnrecorded =
        [(LifeStep.EditInMongo, 2), (LifeStep.EditInBigPeer, 2), (LifeStep.EditApart, 2), (LifeStep.EditTogether, 1), (LifeStep.EditOften, 1)];

    private int _number;
    private int _generation;

    public DocumentIdentity Id => DocumentIdentity.Of(collection.Plan.Identity, slot, _generation);

    /// <summary>The next step of a document that is as it is on both sides.</summary>
    public LifeStep Next(bool isThere)
    {
        if (!isThere && random.NextDouble() >= CreatedAgainUnderItsId) _generation++;
        return Choose(isThere ? OfTheLiving : OfTheGone);
    }

    public LifeStep NextHasty() => Choose(OfTheHasty);

    public LifeStep NextUnrecorded() => Choose(OfTheUnrecorded);

    public double Chance() => random.NextDouble();

    /// <summary>The writes of a step, each side's in their order.</summary>
    public IReadOnlyList<UserWrite> WritesOf(LifeStep step)
    {
        var side = random.Next(2) == 0 ? UserSide.Mongo : UserSide.BigPeer;
        return step switch
        {
            LifeStep.CreateInMongo => [Create(UserSide.Mongo)],
            LifeStep.CreateInBigPeer => [Create(UserSide.BigPeer)],
            LifeStep.CreateOnBoth => [Create(UserSide.Mongo), Create(UserSide.BigPeer)],
            LifeStep.EditInMongo => [Edit(UserSide.Mongo, "a", "c", "l")],
            LifeStep.EditInBigPeer => [Edit(UserSide.BigPeer, "b", "c", "q")],
            LifeStep.EditApart => [Edit(UserSide.Mongo, "a", "t", Inner("x")), Edit(UserSide.BigPeer, "b", "q", collection.Plan.IsStrict ? "c" : "o.y")],
            LifeStep.EditTogether => [Edit(UserSide.Mongo, "c", "l", "a"), Edit(UserSide.BigPeer, "c", "l", "b")],
            LifeStep.EditOften => [Edit(side, "c"), Edit(side, "c"), Edit(side, "c", Inner("x"))],
            LifeStep.RemoveField => [side == UserSide.Mongo ? Remove(side, "a") : Remove(side, "b")],
            LifeStep.Count when collection.Plan.HasCounter => [Count(), Count(), Edit(UserSide.Mongo, "a")],
            LifeStep.CountTogether when collection.Plan.HasCounter => [Edit(UserSide.Mongo, "n"), Count(), Count()],
            LifeStep.Count or LifeStep.CountTogether => [Edit(UserSide.Mongo, "t"), Edit(UserSide.BigPeer, "q")],
            LifeStep.DeleteInMongo => [Delete(UserSide.Mongo)],
            LifeStep.DeleteInBigPeer => [Delete(UserSide.BigPeer)],
            LifeStep.DeleteOnBoth => [Delete(UserSide.Mongo), Delete(UserSide.BigPeer)],
            LifeStep.DeleteInMongoEditInBigPeer => [Delete(UserSide.Mongo), Edit(UserSide.BigPeer, "b", "c")],
            LifeStep.DeleteInBigPeerEditInMongo => [Delete(UserSide.BigPeer), Edit(UserSide.Mongo, "a", "c")],
            LifeStep.CreateAgain => [Delete(side), Create(side)],
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
        };
    }

    private LifeStep Choose((LifeStep Step, int Weight)[] steps)
    {
        var at = random.Next(steps.Sum(s => s.Weight));
        foreach (var (step, weight) in steps)
        {
            if ((at -= weight) < 0) return step;
        }
        throw new InvalidOperationException("The weights do not add up.");
    }

    private string Inner(string name) => collection.Plan.IsStrict ? "o" : $"o.{name}";

    private UserWrite Create(UserSide side) => Write(side, WriteKind.Create, collection.Plan.HasCounter ? [.. collection.Paths, "n"] : collection.Paths);

    private UserWrite Edit(UserSide side, params IReadOnlyList<string> paths) => Write(side, WriteKind.Edit, paths);

    private UserWrite Write(UserSide side, WriteKind kind, IReadOnlyList<string> paths)
    {
        var number = ++_number;
        return new UserWrite(number, side, kind) { Fields = paths.ToDictionary(p => p, p => (FieldValue?)collection.NewValue(p, (slot * NumbersPerSlot) + number)) };
    }

    private UserWrite Remove(UserSide side, string path) => new(++_number, side, WriteKind.Edit) { Fields = new Dictionary<string, FieldValue?> { [path] = null } };

    private UserWrite Count() => new(++_number, UserSide.BigPeer, WriteKind.Count) { By = random.Next(1, 1000) };

    private UserWrite Delete(UserSide side) => new(++_number, side, WriteKind.Delete);
}
