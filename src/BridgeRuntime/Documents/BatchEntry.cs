using BridgeModel.Schemas;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Ledger;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>One key on its way through a batch: what was read of it, what is planned, what became of it.</summary>
internal sealed class BatchEntry(ReconcileItem item)
{
    public ReconcileItem Item => item;
    public DocumentKey Key => item.Key;
    public DittoId Id => item.Key.Id;

    public LedgerEntry? Ledger { get; set; }
    public MongoDocument? Mongo { get; set; }
    public BigPeerReading BigPeer { get; set; }
    public OpenIntents? Intents { get; set; }

    /// <summary>Paths that the Big Peer seems to lack and only hides.</summary>
    public HashSet<ulong> Hidden { get; } = [];

    public ReconcilePlan Plan { get; set; } = ReconcilePlan.Nothing;

    /// <summary>The id under which MongoDB was written; null where it was not.</summary>
    public BsonValue? WrittenMongoId { get; set; }

    /// <summary>Further documents that claim the key; they do not stop the first.</summary>
    public IReadOnlyList<DeadLetter> Duplicates { get; set; } = [];

    /// <summary>Whether the document that the ledger names is there under another key.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Null as long as nothing went wrong.</summary>
    public ReconcileResult? Stopped { get; private set; }

    public DeadLetter? Letter { get; private set; }

    /// <summary>Whether the entry goes on through the steps.</summary>
    public bool IsGoing => Stopped is null;

    /// <summary>Parked before anything of it can have been written to either side.</summary>
    public bool IsParkedUntouched => Stopped == ReconcileResult.DeadLetter && WrittenMongoId is null && Plan.UnsetInBigPeer.Count == 0;

    /// <summary>
    /// The side whose lack of the document has it deleted on the other; null where nothing is deleted. One that left the filter, or whose mapped fields changed, is not lacking: MongoDB has it.
    /// </summary>
    public Side? DeletesForWantOf => Plan.Kind switch
    {
        PlanKind.DeleteInBigPeer => HasMoved ? null : Side.Mongo,
        PlanKind.DeleteInMongo or PlanKind.DeleteOnBothSides => Side.BigPeer,
        _ => null,
    };

    /// <summary>The delete may not go: nothing is written, and the ledger goes on knowing the document.</summary>
    public void Hold() => Stopped ??= ReconcileResult.Held;

    public void RunAgain() => Stopped ??= ReconcileResult.Again;

    /// <summary>Runs again, as the side answered that it wrote nothing, and nothing else was written before.</summary>
    public void RunAgainUnwritten()
    {
        if (Stopped is not null) return;
        RunAgain();
        // An earlier run's write may have been applied, whatever this answer says.
        IsUnwritten = Intents is null;
    }

    /// <summary>It surely wrote nothing, so that its intents announce nothing.</summary>
    public bool IsUnwritten { get; private set; }

    public void Park(DeadLetter letter)
    {
        Stopped = ReconcileResult.DeadLetter;
        Letter = letter;
    }

    /// <summary>Whether the document came among those that are kept in step, left them or stayed outside.</summary>
    public FilterMove? FilterMove { get; set; }

    /// <summary>What the collection's schema found wrong; null where nothing is, or nothing was looked at.</summary>
    public SchemaVerdict? Violation { get; set; }

    public ReconcileOutcome ToOutcome() => new(Key, Stopped ?? ReconcileResult.Done)
    {
        Letter = Letter,
        Duplicates = Duplicates,
        MongoId = Mongo?.Id,
        Moved = IsGoing && HasMoved && Plan.Kind == PlanKind.DeleteInBigPeer,
        Plan = Plan.Kind,
        Filter = FilterMove,
        Violation = Violation,
        Conflicts = IsGoing ? Plan.Conflicts : 0,
        Bytes = (Mongo?.Bson.Length ?? 0) + (BigPeer.State?.Json.Length ?? 0),
        WroteMongo = IsGoing && Plan.WritesMongo,
        WroteBigPeer = IsGoing && Plan.WritesBigPeer,
        NotCarried = Mongo?.NotCarried ?? NotCarriedPaths.None,
    };

    public PlannedKey ToPlanned() => new(Key, Plan) { Mongo = Mongo, BigPeer = BigPeer.State, Ledger = Ledger, Letter = Letter, Duplicates = Duplicates, DeletesForWantOf = DeletesForWantOf };
}
