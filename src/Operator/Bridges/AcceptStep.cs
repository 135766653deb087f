using ControllerRuntime.Controllers;

namespace Operator.Bridges;

/// <summary>Judges the spec, all errors at once, and whether an older bridge serves one of the collections already.</summary>
internal sealed class AcceptStep(DatabaseClaims claims) : IBridgeStep
{
    public Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation) => Task.FromResult(Run(pass));

    private bool Run(BridgePass pass)
    {
        if (!pass.Read.IsValid)
        {
            var message = string.Join("; ", pass.Read.Errors.Select(e => e.ToString()));
            return pass.Stop(ConditionType.Accepted, Verdict.No(Reasons.InvalidSpec, message), ReconcileOutcome.Stalled("the spec is not valid"));
        }
        return claims.Rival(pass) is { } rival
            ? pass.Stop(ConditionType.Accepted, InUse(rival), ReconcileOutcome.Stalled($"{rival.Bridge} serves the same collections"))
            : pass.Pass(ConditionType.Accepted, Verdict.Yes(Reasons.Valid, "The spec is valid."));
    }

    internal static Verdict InUse(Rival rival) => rival.IsNamesake ? Verdict.No(
        Reasons.DatabaseInUse,
        $"Bridge {rival.Bridge}, which is older, has the same name and serves the same database, where a bridge's state goes by its name. Give one of the two another name, or delete one.") : Verdict.No(
        Reasons.DatabaseInUse,
        $"Bridge {rival.Bridge}, which is older, serves {string.Join(", ", rival.Collections.Order(StringComparer.Ordinal))} of the same database. Take these collections out of one of the two, or delete one.");
}
