namespace BridgeRuntime.MassDeletes;

/// <summary>The deletes that one side's lack of documents would cause in a collection are held back.</summary>
/// <param name="Id">Short and random: a release names it, so that an old one lets no later block go.</param>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Most">As many documents as were lacking at most.</param>
internal sealed record MassDeleteBlock(string Id, DateTimeOffset Since, long Most);
