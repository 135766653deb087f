namespace BridgeRuntime.Verification;

/// <summary>A key on which the sides differed when it was read, to be read again before that counts.</summary>
/// <param name="Item">The key.</param>
/// <param name="Finding">What the last look found.</param>
/// <param name="Page">Where it counts.</param>
/// <param name="First">When it was read first.</param>
/// <param name="Since">When it was read last.</param>
/// <param name="Changes">How often somebody had written it in between.</param>
internal sealed record Suspect(KeyItem Item, Finding Finding, PageTally Page, DateTimeOffset First, DateTimeOffset Since, int Changes);
