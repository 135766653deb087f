namespace BridgeRuntime.MassDeletes;

/// <summary>A person has let a block go: what was lacking then is deleted.</summary>
/// <param name="Id">That of the block.</param>
/// <param name="IsMarked">Whether every entry of the ledger that it covers carries its id by now; before that, the block stands.</param>
internal sealed record MassDeleteRelease(string Id, bool IsMarked);
