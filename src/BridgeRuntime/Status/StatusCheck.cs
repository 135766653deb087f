namespace BridgeRuntime.Status;

/// <summary>One thing that liveness or readiness depends on.</summary>
/// <param name="Name">What is looked at, such as <c>stream</c> or <c>snapshot/orders</c>.</param>
/// <param name="Passed">Whether it is as it should be.</param>
/// <param name="Reason">What is wrong otherwise, in one word.</param>
/// <param name="Message">What is wrong otherwise, for people.</param>
internal sealed record StatusCheck(string Name, bool Passed, string Reason, string Message);
