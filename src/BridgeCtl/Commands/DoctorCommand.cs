using System.CommandLine;
using BridgeCtl.Connections;
using BridgeCtl.Kubernetes;
using BridgeCtl.Output;
using BridgeRuntime.Preflight;

namespace BridgeCtl.Commands;

/// <summary><c>doctor</c>: every check by itself, each with what to do.</summary>
internal sealed class DoctorCommand(CtlOutput output, TimeProvider time)
{
    private readonly TargetOptions _target = new();
    private readonly ConfigurationOptions _file = new();
    private readonly Option<string> _output = OutputOption.Make();

    public Command Make()
    {
        var command = new Command(
            "doctor",
            "Looks at everything that a bridge needs, check by check. With -f both sides are asked from here, before anything is deployed; with NAME also the cluster: resource, operator, Secrets, pod. Exit code 1 where a check failed.") { _output };
        _file.AddTo(command);
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var checks = new List<Check>();
        if (_file.IsGiven(parsed))
        {
            await using var inspection = await _file.OpenAsync(parsed, _target, time, cancellation);
            checks.Add(new Check("Configuration", CheckOutcome.Passed, $"'{inspection.Configuration.Name}' is valid"));
            checks.AddRange(await inspection.Checks.RunAsync(cancellation));
        }
        if (_target.IsKubernetes(parsed))
        {
            using var kube = _target.Kube(parsed, time);
            checks.AddRange(await new ClusterDoctor(kube).RunAsync(_target.Name(parsed), cancellation));
        }
        if (_target.Name(parsed) is not null || (!_file.IsGiven(parsed) && !_target.IsKubernetes(parsed))) checks.AddRange(await BridgesAsync(parsed, cancellation));

        if (parsed.GetValue(_output) == "json") output.Json(checks, CtlJson.Default.IReadOnlyListCheck);
        else Print(checks);
        return checks.Exists(c => c.Outcome == CheckOutcome.Failed) ? ExitCode.NotWell : ExitCode.Well;
    }

    /// <summary>What the running bridge itself judges.</summary>
    private async Task<IReadOnlyList<Check>> BridgesAsync(ParseResult parsed, CancellationToken cancellation)
    {
        const string Name = "Bridge: answers";
        try
        {
            using var runtime = await _target.ConnectAsync(parsed, time, cancellation);
            var status = await runtime.GetAsync("/status", cancellation);
            return [new Check(Name, CheckOutcome.Passed, $"{runtime.Words}, version {status.GetProperty("version").GetString()}"), .. BridgeJudgements.Of(status), await TokenAsync(runtime, cancellation)];
        }
        catch (CtlException e) when (e.Code is ExitCode.Unreachable or ExitCode.Refused || _target.IsKubernetes(parsed))
        {
            return [new Check(Name, CheckOutcome.Failed, e.Message)];
        }
    }

    private static async Task<Check> TokenAsync(RuntimeClient runtime, CancellationToken cancellation)
    {
        const string Name = "Bridge: token";
        try
        {
            await runtime.GetAsync("/deadletters?limit=1", cancellation);
            return new Check(Name, CheckOutcome.Passed, "it is accepted");
        }
        catch (CtlException e)
        {
            return new Check(Name, CheckOutcome.Warning, $"{e.Message} Without it there is `status` and `doctor` alone.");
        }
    }

    private void Print(List<Check> checks)
    {
        var table = Tables.Make("", "check", "what was found");
        foreach (var check in checks) table.Add(Sign(check.Outcome), check.Name, check.Reason is null ? check.Message : $"{check.Reason}: {check.Message}");
        output.Results.Write(table);
        var (failed, warned) = (checks.Count(c => c.Outcome == CheckOutcome.Failed), checks.Count(c => c.Outcome == CheckOutcome.Warning));
        output.Print(failed == 0 ? warned == 0 ? "Everything is as it should be." : $"It works; {warned} to look at." : $"{failed} failed{(warned > 0 ? $", {warned} more to look at" : "")}.");
    }

    private static string Sign(CheckOutcome outcome) => outcome switch { CheckOutcome.Passed => "ok", CheckOutcome.Warning => "look", CheckOutcome.Failed => "FAIL", _ => "-" };
}
