namespace Faults.Tests.Lives;

/// <summary>What the ledger has of a document that is equal on both sides.</summary>
internal enum LedgerRecord
{
    /// <summary>It has an entry and there is no document, or the other way round.</summary>
    None,

    /// <summary>The bridge has announced writes that it has not recorded.</summary>
    Behind,

    Whole,
}
