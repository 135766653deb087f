using System.CommandLine;
using BridgeCtl.Output;
using BridgeCtl.Verifying;
using BridgeRuntime.Verification;

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
        var command = new Command("plan", "What a bridge of this configuration would create, merge and delete on each side, who would win conflicts, what cannot go over, and which deletes the mass-delete guard would hold. Writes nothing. Exit code 1 where it would write or hold.") { _output };
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
        // Nobody is asked to wait: what differs now is what a start finds.
        var (document, left) = await Inspections.RunAsync(inspection, _what.Request(parsed, earlier: null), motion: null, new VerificationWatch(output, time), earlier: null, state: null, output, time, cancellation);
        if (document.Report.State == VerificationState.Done) document = document with { Guard = await inspection.ForecastAsync(document.Report, time, cancellation) };
        if (parsed.GetValue(_output) == "json") output.Json(document, CtlJson.Default.VerificationDocument);
        else VerificationView.PrintPlan(output, document);
        if (document.Report.State == VerificationState.Failed) throw new CtlException(ExitCode.Unreachable, document.Report.LastError ?? "A side does not answer.");
        if (document.Report.State == VerificationState.Cancelled) return ExitCode.Interrupted;
        return document.IsWell() && left.Count == 0 ? ExitCode.Well : ExitCode.NotWell;
    }
}
