namespace ProgramEndpoints.Http;

/// <summary>One thing that liveness or readiness depends on.</summary>
/// <param name="Name">What is looked at, such as <c>loop/lease</c>.</param>
/// <param name="Passed">Whether it is as it should be.</param>
/// <param name="Reason">What is wrong otherwise, in one word.</param>
/// <param name="Message">What is wrong otherwise, for people.</param>
public sealed record StatusCheck(string Name, bool Passed, string Reason, string Message)
{
    /// <summary>What is worth saying although it passed.</summary>
    public string? Note { get; init; }
}
