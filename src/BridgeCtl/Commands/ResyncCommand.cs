using System.CommandLine;
using System.Text.Json;
using BridgeCtl.Connections;
using BridgeCtl.Output;
using BridgeRuntime.Control;
using BridgeRuntime.Verification;

namespace BridgeCtl.Commands;

/// <summary><c>resync</c>: has everything looked at again.</summary>
internal sealed class ResyncCommand(CtlOutput output, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly TargetOptions _target = new();
    private readonly Option<string> _output = OutputOption.Make();
    private readonly Option<string?> _collection = new("--collection", "-c") { Description = "Only this collection. Default: all.", HelpName = "COLLECTION" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Only documents that match a condition, as in a collection's filter.", HelpName = "CONDITION" };
    private readonly Option<bool> _untouched = new("--include-untouched") { Description = "With initialSync: false, also carries over what was left as it was found." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Begins it and does not wait for its end." };

    public Command Make()
    {
        var command = new Command("resync", "Has the bridge look at all documents again, both sides read, and make them agree by its usual rules. What changes meanwhile goes first. It needs a running bridge.") { _collection, _filter, _untouched, _noWait, _output };
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var runtime = await _target.ConnectAsync(parsed, time, cancellation);
        var request = new ResyncRequest { Collection = parsed.GetValue(_collection), Filter = parsed.GetValue(_filter), IncludeUntouched = parsed.GetValue(_untouched) };
        var report = (await runtime.PostAsync("/control/resync", JsonSerializer.SerializeToUtf8Bytes(request, CtlJson.Default.ResyncRequest), cancellation)).Deserialize(CtlJson.Default.ResyncReport)!;
        if (!parsed.GetValue(_noWait))
        {
            report = await FollowAsync(runtime, report, cancellation);
            if (report.State == VerificationState.Running) return ExitCode.Interrupted;
        }
        if (parsed.GetValue(_output) == "json") output.Json(report, CtlJson.Default.ResyncReport);
        else if (report.State == VerificationState.Running) output.Print("It has begun. A second `resync` is refused until it has ended.");
        else output.Print(report.State == VerificationState.Done ? $"Done: {Words.Number(report.Hinted)} documents were looked at again." : $"Ended before all documents were given: {Line(report)}.");
        return report.State is VerificationState.Done or VerificationState.Running ? ExitCode.Well : ExitCode.NotWell;
    }

    /// <returns>Its end; one that still runs after Ctrl-C.</returns>
    private Task<ResyncReport> FollowAsync(RuntimeClient runtime, ResyncReport begun, CancellationToken cancellation)
    {
        var lines = new ProgressLines(output, time);
        return new Following(LookInterval, time).ToEndAsync(begun, IsOver, LookAsync, Interrupted, cancellation);

        bool IsOver(ResyncReport report)
        {
            if (report.State != VerificationState.Running) return true;
            lines.Say(() => Line(report));
            return false;
        }

        async Task<ResyncReport> LookAsync() => await runtime.FindAsync(HttpMethod.Get, "/control/resync", CancellationToken.None) is { } now
            ? now.Deserialize(CtlJson.Default.ResyncReport)!
            : throw new CtlException(ExitCode.Unreachable, "The bridge was restarted meanwhile, which ends a resync. Begin it again.");

        Task<bool> Interrupted(ResyncReport report)
        {
            output.Say($"The resync goes on in the bridge: {Line(report)}.");
            return Task.FromResult(false);
        }
    }

    private static string Line(ResyncReport report) =>
        $"{Words.Number(report.Hinted)} of about {Words.Number(report.Expected ?? 0)} documents given{(report.AllHinted ? "; the last are being reconciled" : "")}{(report.LastError is { } error ? $"; {error}" : "")}";
}
