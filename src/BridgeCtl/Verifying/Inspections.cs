using BridgeCtl.Output;
using BridgeRuntime.Preflight;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>What comes before a look at both sides from outside.</summary>
internal static class Inspections
{
    /// <summary>Looks at both sides from here, to the end.</summary>
    /// <param name="inspection">Both sides.</param>
    /// <param name="request">What is to be looked at.</param>
    /// <param name="motion">Tells when a difference counts; null: at once.</param>
    /// <param name="watch">Shows how far it is.</param>
    /// <param name="earlier">What it goes on from; null: it begins anew.</param>
    /// <param name="state">Where its progress is kept; null: nowhere.</param>
    /// <param name="output">Is told what is left out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ctrl-C: ends the run and keeps what is known.</param>
    /// <returns>What was found, and the collections that were left out.</returns>
    /// <exception cref="CtlException">Nothing can be looked at, or the request does not fit the collections.</exception>
    public static async Task<(VerificationDocument Document, IReadOnlySet<string> Left)> RunAsync(
        Inspection inspection, VerificationRequest request, IMotion? motion, VerificationWatch watch, VerificationDocument? earlier, FileInfo? state, CtlOutput output, TimeProvider time,
        CancellationToken cancellation)
    {
        var left = await UnservedAsync(inspection, output, cancellation);
        var scope = await inspection.ScopeAsync(motion, left, cancellation);
        if (request.Problem([.. scope.Collections.Select(c => c.Name)]) is { } problem) throw new CtlException(ExitCode.Usage, problem);
        await using var run = new OwnVerification(scope, request, inspection.Configuration.ConflictPolicy, time);
        return (await watch.FollowAsync(run, earlier, state, cancellation), left);
    }

    /// <summary>The collections that cannot be served, each told.</summary>
    /// <exception cref="CtlException">Nothing can be.</exception>
    private static async Task<IReadOnlySet<string>> UnservedAsync(Inspection inspection, CtlOutput output, CancellationToken cancellation)
    {
        var problems = await inspection.Checks.MongoProblemsAsync(cancellation);
        // A plan needs to read alone.
        if (problems.FirstOrDefault(p => p is { Collection: null, Reason: not ProblemReason.NotAuthorized }) is { } problem)
            throw new CtlException(problem.Reason == ProblemReason.AuthenticationFailed ? ExitCode.Refused : problem.Reason == ProblemReason.MongoUnreachable ? ExitCode.Unreachable : ExitCode.Usage, problem.Message);
        var left = problems.Where(p => p is { Collection: not null, Reason: not ProblemReason.NotAuthorized }).ToList();
        foreach (var collection in left) output.Problem($"Left out: {collection.Message}");
        return left.Select(p => p.Collection!).ToHashSet();
    }
}
