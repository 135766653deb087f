namespace BridgeRuntime.MassDeletes;

/// <summary>The answer of <c>POST /control/mass-deletes/release</c>.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Side">Where the documents are lacking.</param>
/// <param name="Id">That of the block.</param>
/// <param name="Covered">Whether all that is covered is noted by now; else it goes on being noted, across restarts too, and what goes missing meanwhile is covered as well.</param>
internal sealed record MassDeleteReleased(string Collection, string Side, string Id, bool Covered);
