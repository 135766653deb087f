using System.CommandLine;
using BridgeCtl.Output;

namespace BridgeCtl.Commands;

/// <summary><c>pause</c> and <c>resume</c>.</summary>
internal static class PauseCommand
{
    public static Command Pause(CtlOutput output, TimeProvider time) => Make(
        "pause", "Carries nothing over until `resume`, also after a restart. The bridge keeps its lease and its place; changes wait. Mind how long MongoDB's oplog keeps the place: `status` shows it.",
        "/control/pause", "is paused: changes are noticed and wait, nothing is carried over. `{0} resume` ends it.", output, time);

    public static Command Resume(CtlOutput output, TimeProvider time) => Make("resume", "Ends a pause; what waited goes over.", "/control/resume", "goes on.", output, time);

    private static Command Make(string name, string description, string path, string done, CtlOutput output, TimeProvider time)
    {
        var (target, format) = (new TargetOptions(), OutputOption.Make());
        var command = new Command(name, description) { format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var report = await runtime.PostAsync(path, body: null, cancellation);
            if (parsed.GetValue(format) == "json") output.Json(report);
            else output.Print($"{runtime.Words} {done.Replace("{0}", CtlProgram.Invoked(), StringComparison.Ordinal)}");
            if (report.GetProperty("saved").GetBoolean()) return ExitCode.Well;
            output.Problem("MongoDB has not taken it yet, so a restart of the bridge now would forget it. It is saved as soon as MongoDB answers; `status` says whether it does.");
            return ExitCode.NotWell;
        });
        return command;
    }
}
