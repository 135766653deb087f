namespace BridgeRuntime.DeadLetters;

/// <summary>The answer of <c>GET /deadletters</c>; docs/deadletters.schema.json describes its JSON.</summary>
/// <param name="Items">Letters in the order of collection and id.</param>
/// <param name="Continue">Gives the next page as <c>?continue=</c>; null: there are no more.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterView> Items, string? Continue);
