using System.CommandLine;
using BridgeCtl.Output;
using BridgeCtl.Verifying;
using BridgeRuntime.Verification;

namespace BridgeCtl.Commands;

/// <summary><c>verify</c>: compares both sides.</summary>
internal sealed class VerifyCommand(CtlOutput output, TimeProvider time)
{
    private readonly TargetOptions _target = new();
    private readonly ConfigurationOptions _file = new();
    private readonly VerifyOptions _what = new();
    private readonly Option<string> _output = OutputOption.Make();
    private readonly Option<FileInfo?> _state = new("--state") { Description = "Keeps the progress in this file, for --resume.", HelpName = "FILE" };
    private readonly Option<FileInfo?> _resume = new("--resume") { Description = "Goes on where the run of this --state file ended, and keeps its progress there.", HelpName = "FILE" };
    private readonly Option<double> _settle = new("--settle")
    {
        Description = "With -f: seconds after which a difference that stays as it is counts. A running bridge knows that better: without -f it is asked.",
        DefaultValueFactory = _ => 5,
        HelpName = "SECONDS",
    };

    public Command Make()
    {
        var command = new Command(
            "verify", "Compares every document of both sides and writes nothing. What is still on its way is looked at again before it counts. Deletes that the mass-delete guard holds are no differences, and are told as held. Exit code 1 where something differs or is held.") { _state, _resume, _settle, _output };
        _settle.Validators.Add(static v =>
        {
            if (v.GetValueOrDefault<double>() is not (>= 0 and <= 3600)) v.AddError("--settle must be between 0 and 3600 seconds");
        });
        _what.AddTo(command);
        _file.AddTo(command);
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var earlier = parsed.GetValue(_resume) is { } file ? VerificationDocument.Read(file, "--resume") : null;
        var request = _what.Request(parsed, earlier);
        var state = parsed.GetValue(_state) ?? parsed.GetValue(_resume);
        var document = _file.IsGiven(parsed) ? await OwnAsync(parsed, request, earlier, state, cancellation) : await BridgesAsync(parsed, request, earlier, state, cancellation);

        if (parsed.GetValue(_output) == "json") output.Json(document, CtlJson.Default.VerificationDocument);
        else VerificationView.Print(output, document);
        return Code(document, state);
    }

    private async Task<VerificationDocument> BridgesAsync(ParseResult parsed, VerificationRequest request, VerificationDocument? earlier, FileInfo? state, CancellationToken cancellation)
    {
        using var runtime = await _target.ConnectAsync(parsed, time, cancellation);
        var run = await BridgeVerification.StartAsync(runtime, request, cancellation);
        return await new VerificationWatch(output, time).FollowAsync(run, earlier, state, cancellation);
    }

    private async Task<VerificationDocument> OwnAsync(ParseResult parsed, VerificationRequest request, VerificationDocument? earlier, FileInfo? state, CancellationToken cancellation)
    {
        await using var inspection = await _file.OpenAsync(parsed, _target, time, cancellation);
        var motion = new TimedMotion(TimeSpan.FromSeconds(parsed.GetValue(_settle)), time);
        return (await Inspections.RunAsync(inspection, request, motion, new VerificationWatch(output, time), earlier, state, output, time, cancellation)).Document;
    }

    private int Code(VerificationDocument document, FileInfo? state)
    {
        switch (document.Report.State)
        {
            case VerificationState.Cancelled:
                if (state is not null) output.Say($"`{CtlProgram.Invoked()} verify … --resume {state}` goes on.");
                return ExitCode.Interrupted;
            case VerificationState.Failed:
                output.Problem($"{document.Report.LastError}{(state is null ? " With --state FILE a run can go on with --resume." : $" `{CtlProgram.Invoked()} verify … --resume {state}` goes on.")}");
                return ExitCode.Unreachable;
            default:
                return document.IsWell() ? ExitCode.Well : ExitCode.NotWell;
        }
    }
}
