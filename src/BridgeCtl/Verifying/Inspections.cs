using BridgeCtl.Output;
using BridgeRuntime.Preflight;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>What comes before a look at both sides from outside.</summary>
internal static class Inspections
{
    /// <summary>The collections that cannot be served, each told.</summary>
    /// <exception cref="CtlException">Nothing can be.</exception>
    public static async Task<IReadOnlySet<string>> UnservedAsync(Inspection inspection, CtlOutput output, CancellationToken cancellation)
    {
        var problems = await inspection.Checks.MongoProblemsAsync(cancellation);
        // A plan needs to read alone.
        if (problems.FirstOrDefault(p => p is { Collection: null, Reason: not ProblemReason.NotAuthorized }) is { } problem)
            throw new CtlException(problem.Reason == ProblemReason.AuthenticationFailed ? ExitCode.Refused : problem.Reason == ProblemReason.MongoUnreachable ? ExitCode.Unreachable : ExitCode.Usage, problem.Message);
        var left = problems.Where(p => p is { Collection: not null, Reason: not ProblemReason.NotAuthorized }).ToList();
        foreach (var collection in left) output.Problem($"Left out: {collection.Message}");
        return left.Select(p => p.Collection!).ToHashSet();
    }

    /// <exception cref="CtlException">The request does not fit the collections.</exception>
    public static void Check(VerificationRequest request, VerificationScope scope)
    {
        if (request.Problem([.. scope.Collections.Select(c => c.Name)]) is { } problem) throw new CtlException(ExitCode.Usage, problem);
    }
}
