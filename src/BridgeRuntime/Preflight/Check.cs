namespace BridgeRuntime.Preflight;

/// <summary>One check, for people. No secret is in it.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">What was found, and where it is wrong what to do.</param>
/// <param name="Reason">The stable name of what is wrong; null where nothing is.</param>
internal sealed record Check(string Name, CheckOutcome Outcome, string Message, string? Reason = null);
