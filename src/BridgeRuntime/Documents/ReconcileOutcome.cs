using BridgeModel.Schemas;
using BridgeRuntime.DeadLetters;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>What became of one key.</summary>
internal sealed record ReconcileOutcome(DocumentKey Key, ReconcileResult Result)
{
    /// <summary>Set for a dead letter.</summary>
    public DeadLetter? Letter { get; init; }

    /// <summary>Further MongoDB documents that claim the key; they do not stop the first.</summary>
    public IReadOnlyList<DeadLetter> Duplicates { get; init; } = [];

    /// <summary>All letters of the key.</summary>
    public IEnumerable<DeadLetter> Letters => Letter is null ? Duplicates : Duplicates.Prepend(Letter);

    /// <summary>The MongoDB document of the key, where one was read.</summary>
    public BsonValue? MongoId { get; init; }

    /// <summary>Whether the key's MongoDB document got another key because its mapped fields changed.</summary>
    public bool Moved { get; init; }

    public PlanKind Plan { get; init; }

    public int Conflicts { get; init; }

    /// <summary>What the filter made of the document; null without a filter, and where nothing moved.</summary>
    public FilterMove? Filter { get; init; }

    /// <summary>What the collection's schema found wrong with the document, whether it went over all the same or not.</summary>
    public SchemaVerdict? Violation { get; init; }

    /// <summary>What was read of the document, on both sides together.</summary>
    public long Bytes { get; init; }

    public bool WroteMongo { get; init; }

    public bool WroteBigPeer { get; init; }

    /// <summary>What MongoDB holds and Ditto cannot.</summary>
    public NotCarriedPaths NotCarried { get; init; } = NotCarriedPaths.None;
}
