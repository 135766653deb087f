namespace BridgeRuntime.Status;

/// <summary>Deletes of one collection that the mass-delete guard holds back.</summary>
/// <param name="Side"><c>mongodb</c> or <c>bigPeer</c>: where the documents are lacking. They would be deleted on the other side.</param>
/// <param name="Id">What a release names.</param>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Count">How many documents are lacking by the last look.</param>
/// <param name="Releasing">Whether a person has let it go, and it is about to end.</param>
internal sealed record MassDeleteReport(string Side, string Id, DateTimeOffset Since, long Count, bool Releasing);
