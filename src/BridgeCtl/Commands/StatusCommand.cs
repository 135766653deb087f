using System.CommandLine;
using System.Text.Json;
using BridgeCtl.Output;
using Spectre.Console;

namespace BridgeCtl.Commands;

/// <summary><c>status</c>: how a bridge is.</summary>
internal sealed class StatusCommand(CtlOutput output, TimeProvider time)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private readonly TargetOptions _target = new();
    private readonly Option<string> _output = OutputOption.Make();
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Shows it again every two seconds, until Ctrl-C." };

    public Command Make()
    {
        var command = new Command("status", "How a bridge is: collections, lag, queue, problems with what to do, dead letters. Exit code 1 where it is not ready or paused.") { _output, _watch };
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var runtime = await _target.ConnectAsync(parsed, time, cancellation);
        var isJson = parsed.GetValue(_output) == "json";
        if (!parsed.GetValue(_watch))
        {
            var status = await runtime.GetAsync("/status", cancellation);
            if (isJson) output.Json(status);
            else output.Results.Write(StatusView.Of(status));
            return IsWell(status) ? ExitCode.Well : ExitCode.NotWell;
        }
        if (isJson || !output.Results.Profile.Out.IsTerminal)
        {
            while (true)
            {
                var status = await runtime.GetAsync("/status", cancellation);
                if (isJson) output.Json(status);
                else output.Results.Write(StatusView.Of(status));
                await Task.Delay(WatchInterval, time, cancellation);
            }
        }
        return await WatchAsync(runtime, cancellation);
    }

    private async Task<int> WatchAsync(Connections.RuntimeClient runtime, CancellationToken cancellation)
    {
        var isWell = false;
        await output.Results.Live(new Text("")).StartAsync(async live =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    var status = await runtime.GetAsync("/status", cancellation);
                    isWell = IsWell(status);
                    live.UpdateTarget(StatusView.Of(status));
                }
                catch (CtlException e) when (e.Code == ExitCode.Unreachable)
                {
                    // It may be starting again, which is what one watches for.
                    isWell = false;
                    live.UpdateTarget(new Markup($"[red]{Markup.Escape(e.Message)}[/]"));
                }
                live.Refresh();
                await Task.WhenAny(Task.Delay(WatchInterval, time, cancellation));
            }
        });
        return isWell ? ExitCode.Well : ExitCode.NotWell;
    }

    private static bool IsWell(JsonElement status) => StatusView.Condition(status, "Ready") is { IsTrue: true } && StatusView.Condition(status, "Paused") is not { IsTrue: true };
}
