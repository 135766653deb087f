namespace BridgeModel;

/// <summary>What becomes of a document that violates its schema.</summary>
public enum InvalidDocumentPolicy
{
    /// <summary>It is not synchronised and becomes a dead letter.</summary>
    DeadLetter,

    /// <summary>It is synchronised, counted and logged.</summary>
    Pass,
}
