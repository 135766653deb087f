namespace BridgeRuntime.MassDeletes;

/// <summary>The answer of <c>GET /control/mass-deletes</c> without a collection.</summary>
internal sealed record MassDeleteList(IReadOnlyList<MassDeleteListing> Blocks);
