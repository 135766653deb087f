using System.CommandLine;
using BridgeCtl.Output;
using BridgeCtl.Verifying;

namespace BridgeCtl.Commands;

/// <summary><c>plan</c>: what a bridge of a configuration would do.</summary>
internal sealed class PlanCommand(CtlOutput output, TimeProvider time)
{
    private readonly TargetOptions _target = new();
    private readonly ConfigurationOptions _file = new();
    private readonly VerifyOptions _what = new();
    private readonly Option<string> _output = OutputOption.Make();

    public Command Make()
    {
        var command = new Command("plan", "What a bridge of this configuration would create, merge and delete on each side, who would win conflicts, and what cannot go over. Writes nothing. Exit code 1 where it would write.") { _output };
        _file.AddTo(command);
        _what.AddTo(command);
        _target.AddKubernetesTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_file.IsGiven(parsed)) throw new CtlException(ExitCode.Usage, $"Which configuration? `{CtlProgram.Invoked()} plan -f bridge.yaml`, or -f with the manifest of a BigPeerDataBridge.");
        await using var inspection = await _file.OpenAsync(parsed, _target, time, cancellation);
        var left = await Inspections.UnservedAsync(inspection, output, cancellation);
        // Nobody is asked to wait: what differs now is what a start finds.
        var scope = await inspection.ScopeAsync(motion: null, left, cancellation);
        var request = _what.Request(parsed, earlier: null);
        Inspections.Check(request, scope);
        await using var run = new OwnVerification(scope, request, inspection.Configuration.ConflictPolicy, time);
        var document = await new VerificationWatch(output, time).FollowAsync(run, earlier: null, state: null, cancellation);
        if (parsed.GetValue(_output) == "json") output.Json(document, CtlJson.Default.VerificationDocument);
        else VerificationView.PrintPlan(output, document);
        if (document.Report.State == BridgeRuntime.Verification.VerificationState.Failed) throw new CtlException(ExitCode.Unreachable, document.Report.LastError ?? "A side does not answer.");
        if (document.Report.State == BridgeRuntime.Verification.VerificationState.Cancelled) return ExitCode.Interrupted;
        return document.Report.Collections.All(c => c.Counts.Differences() == 0) && left.Count == 0 ? ExitCode.Well : ExitCode.NotWell;
    }
}
