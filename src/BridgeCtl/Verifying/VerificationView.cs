using BridgeCtl.Output;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Verification;
using Spectre.Console;

namespace BridgeCtl.Verifying;

/// <summary>What a verification found, for people.</summary>
internal static class VerificationView
{
    private const int MostExamples = 20;

    /// <summary>Counts by collection, then examples, then one sentence.</summary>
    public static void Print(CtlOutput output, VerificationDocument document)
    {
        var report = document.Report;
        var counts = Tables.Make("collection", "checked", "equal", "only in MongoDB", "only in Big Peer", "differ", "in flight", "held", "dead letters", "without an id", "left alone");
        foreach (var collection in report.Collections)
        {
            var c = collection.Counts;
            counts.Add([collection.Name, .. ((long[])[c.Checked, c.Equal, c.OnlyInMongoDB, c.OnlyInBigPeer, c.Differs, c.InFlight, c.Held, c.Parked, c.Refused, c.Untouched + c.Outside + c.LedgerOnly]).Select(Words.Number)]);
        }
        output.Results.Write(counts);
        Examples(output, document);
        Refusals(output, report);
        output.Print(Sentence(document));
    }

    /// <summary>What applying would do: the same plans, in the words of a start.</summary>
    public static void PrintPlan(CtlOutput output, VerificationDocument document)
    {
        var report = document.Report;
        var plan = Tables.Make("collection", "equal", "create in Big Peer", "merge there", "delete there", "create in MongoDB", "merge there", "delete there", $"conflicts ({report.ConflictPolicy} wins)", "held", "cannot go over", "left alone");
        foreach (var collection in report.Collections)
        {
            var c = collection.Counts;
            plan.Add([collection.Name, .. ((long[])[c.Equal, c.CreatesInBigPeer, c.MergesInBigPeer, c.DeletesInBigPeer, c.CreatesInMongoDB, c.MergesInMongoDB, c.DeletesInMongoDB, c.Conflicts, c.Held, c.Parked + c.Refused, c.Untouched + c.Outside]).Select(Words.Number)]);
        }
        output.Results.Write(plan);
        Examples(output, document);
        Refusals(output, report);
        foreach (var forecast in document.Guard ?? []) output.Print(Guard(forecast, report));
        output.Print(report.Collections.All(c => c.Counts.Differences() == 0) ? "Nothing would be written. Nothing was." : "Nothing was written: this is what a bridge of this configuration would do.");
    }

    private static void Examples(CtlOutput output, VerificationDocument document)
    {
        if (document.Differences.Count == 0) return;
        var table = Tables.Make("collection", "document", "what", "the bridge would", "MongoDB takes", "Big Peer takes", "conflicts");
        foreach (var d in document.Differences.Take(MostExamples))
            table.Add(d.Collection, d.Id.GetRawText(), Kind(d.Kind), Action(d.Action), string.Join(", ", d.MongodbTakes ?? []), string.Join(", ", d.BigPeerTakes ?? []), d.Conflicts == 0 ? "" : $"{d.Conflicts}: {document.Report.ConflictPolicy} wins");
        output.Print("");
        output.Results.Write(table);
        var more = document.Report.Collections.Sum(c => c.Counts.Differences()) - Math.Min(MostExamples, document.Differences.Count);
        if (more > 0) output.Print($"… and {Words.Number(more)} more{(document.Report.Truncated ? $", of which {Words.Number(VerificationProgress.MostListed)} are listed" : "")}; -o json lists them.");
    }

    private static void Refusals(CtlOutput output, VerificationReport report)
    {
        if (report.Refusals.Count == 0) return;
        var table = Tables.Make("cannot go over", "stands in", "document", "reason", "what to do");
        foreach (var refusal in report.Refusals.Take(MostExamples)) table.Add(refusal.Collection, refusal.Side, (refusal.Id ?? refusal.MongoId)?.GetRawText() ?? "", refusal.Reason, refusal.Message);
        output.Print("");
        output.Results.Write(table);
    }

    private static string Sentence(VerificationDocument document)
    {
        var report = document.Report;
        var differences = report.Collections.Sum(c => c.Counts.Differences());
        var inFlight = report.Collections.Sum(c => c.Counts.InFlight);
        var held = report.Collections.Sum(c => c.Counts.Held);
        var guard = held == 0 ? "" : $"; {Words.Number(held)} {(held == 1 ? "delete is" : "deletes are")} held by the mass-delete guard until a person decides (`{CtlProgram.Invoked()} mass-deletes list`)";
        var what = differences == 0 ? "No difference" : $"{Words.Number(differences)} {(differences == 1 ? "document differs" : "documents differ")}";
        var flight = inFlight == 0 ? "" : $"; {Words.Number(inFlight)} were still on their way (a bridge that lags, is paused, or a document that is written again and again)";
        return report.State switch
        {
            VerificationState.Done => $"{what}{flight}{guard}.{(differences > 0 ? $" `{CtlProgram.Invoked()} repair` has them looked at again." : "")}",
            VerificationState.Cancelled => $"Ended before everything was looked at. {what} so far.",
            _ => $"Ended early: {report.LastError} {what} so far.",
        };
    }

    /// <summary>One sentence on the deletes of one collection and side.</summary>
    private static string Guard(MassDeleteForecast forecast, VerificationReport report)
    {
        var (lacking, other) = forecast.Side == "mongodb" ? ("MongoDB", "the Big Peer") : ("the Big Peer", "MongoDB");
        var before = forecast.DeletedBefore == 0 ? "" : $", and {Words.Number(forecast.DeletedBefore)} deleted lately";
        var part = report.Sample is null && report.Filter is null ? "" : " of those that were looked at";
        var lack = FormattableString.Invariant($"Mass-delete guard: {lacking} lacks {Words.Number(forecast.Deletes)}{part}{before} of {Words.Number(forecast.Known)} known documents of {forecast.Collection} ({100 * forecast.Share:0.#} %)");
        if (forecast.Block is { } block) return $"{lack}. Their deletes in {other} are held until a person decides (block {block}).";
        var limit = forecast.Limit is { } most ? $"up to {Words.Number(most)} may go" : "the guard is off (share: 1)";
        return forecast.Held ? $"{lack}; {limit}. Their deletes in {other} would be held until a person decides." : $"{lack}; {limit}. They would be deleted in {other}.";
    }

    private static string Kind(string kind) => kind switch { "onlyInMongoDB" => "only in MongoDB", "onlyInBigPeer" => "only in Big Peer", _ => kind };

    private static string Action(string action) => action switch
    {
        "createInBigPeer" or "rewriteInBigPeer" => "create it in Big Peer",
        "createInMongo" => "create it in MongoDB",
        "deleteInBigPeer" => "delete it in Big Peer",
        "deleteInMongo" => "delete it in MongoDB",
        "deleteOnBothSides" => "delete it on both sides",
        "leaveFilter" => "delete it in Big Peer (filter)",
        _ => action,
    };
}
