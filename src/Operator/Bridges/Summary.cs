using System.Globalization;
using ControllerRuntime.Objects;
using Operator.RuntimeStatus;

namespace Operator.Bridges;

/// <summary>Computes the whole status from what the steps found. Pure; the only place where conditions are made.</summary>
internal static class Summary
{
    public static BridgeStatus Of(BridgePass pass, BridgeStatus before, DateTimeOffset now)
    {
        var verdicts = WithWaiting(pass.Verdicts);
        verdicts[ConditionType.Ready] = Ready(verdicts);
        var conditions = ConditionType.Steps.Append(ConditionType.Ready).Select(type => Condition(type, verdicts[type], before, pass.Bridge.Metadata.Generation, now));
        var status = new BridgeStatus { ObservedGeneration = pass.Bridge.Metadata.Generation, Conditions = [.. conditions] };
        return pass.Report is { } report
            ? status with
            {
                Lag = LagText(report.LagSeconds),
                LagSeconds = Rounded(report.LagSeconds),
                DeadLetters = report.DeadLetters.Values.Sum(),
                LastError = report.Sides.FirstOrDefault(s => !s.Connected)?.LastError,
                RuntimeVersion = report.Version,
                Collections = [.. report.Collections.Select(c => new CollectionStatus(c.Name, State(c, report), c.Documents, c.DeadLetters))],
            }
            // What was known last is still the best that is known, and the conditions say that it is old.
            : status with { Lag = before.Lag, LagSeconds = before.LagSeconds, DeadLetters = before.DeadLetters, LastError = before.LastError, RuntimeVersion = before.RuntimeVersion, Collections = before.Collections };
    }

    private static string State(RuntimeCollection collection, RuntimeReport report) =>
        report.Problems.Any(p => p.Collection == collection.Name) ? "Waiting" : collection.Snapshot.Done ? "Live" : "InitialSync";

    /// <summary>A step that was not reached waits for the first that did not pass.</summary>
    private static Dictionary<string, Verdict> WithWaiting(Dictionary<string, Verdict> verdicts)
    {
        var all = new Dictionary<string, Verdict>();
        string? stopped = null;
        foreach (var type in ConditionType.Steps)
        {
            if (stopped is null && verdicts.TryGetValue(type, out var verdict)) all[type] = verdict;
            else all[type] = Verdict.Unknown(Reasons.Waiting, stopped is null ? "Not looked at yet." : $"Waits for {stopped}.");
            if (!all[type].IsTrue) stopped ??= type;
        }
        return all;
    }

    private static Verdict Ready(Dictionary<string, Verdict> verdicts)
    {
        var missing = ConditionType.Steps.FirstOrDefault(type => !verdicts[type].IsTrue);
        return missing is null ? verdicts[ConditionType.Synchronizing] : Verdict.No(verdicts[missing].Reason, verdicts[missing].Message);
    }

    private static Condition Condition(string type, Verdict verdict, BridgeStatus before, long generation, DateTimeOffset now) => new()
    {
        Type = type,
        Status = verdict.Status,
        Reason = verdict.Reason,
        Message = verdict.Message,
        ObservedGeneration = generation,
        LastTransitionTime = before.Find(type) is { } old && old.Status == verdict.Status ? old.LastTransitionTime : now,
    };

    /// <summary>Coarse, so that a lag that flickers does not make a write each time: below a second it is none, below ten it has a tenth of a second, above whole seconds.</summary>
    private static double Rounded(double seconds) => seconds < 1 ? 0 : Math.Round(seconds, seconds < 10 ? 1 : 0);

    private static string LagText(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{Rounded(seconds)}s");
}
