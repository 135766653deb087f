using System.CommandLine;
using System.Text.Json;
using BridgeCtl.Connections;
using BridgeCtl.Output;
using BridgeCtl.Verifying;
using BridgeRuntime.Control;
using BridgeRuntime.Verification;

namespace BridgeCtl.Commands;

/// <summary><c>repair</c>: has looked at again what a verification found.</summary>
internal sealed class RepairCommand(CtlOutput output, TimeProvider time)
{
    /// <summary>Below what a bridge reads of a body, 32 KiB.</summary>
    private const int MostBytes = 24 * 1024;

    private const int MostKeys = 100;

    private readonly TargetOptions _target = new();
    private readonly Option<string> _output = OutputOption.Make();
    private readonly Option<FileInfo?> _from = new("--from") { Description = "What `verify -o json` or `verify --state` wrote. Default: the bridge's last verification.", HelpName = "FILE" };

    public Command Make()
    {
        var command = new Command("repair", "Has the bridge look again at the documents that a verification found to differ, and make the two sides agree by its usual rules. It needs a running bridge.") { _from, _output };
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var given = parsed.GetValue(_from) is { } file ? VerificationDocument.Read(file, "--from") : null;
        using var runtime = await _target.ConnectAsync(parsed, time, cancellation);
        var document = given ?? await LastAsync(runtime, cancellation);
        long accepted = 0;
        for (var at = 0; at < document.Differences.Count;)
        {
            var some = Portion(document.Differences, at);
            var taken = (await runtime.PostAsync("/control/resync", some.Body, cancellation)).GetProperty("accepted").GetInt32();
            (accepted, at) = (accepted + taken, at + taken);
            if (taken == 0) throw new CtlException(ExitCode.Busy, $"The queue of {runtime.Words} is full and does not get shorter; {accepted} of {document.Differences.Count} documents were taken. Is it paused, or a side down? `{CtlProgram.Invoked()} status` says.");
        }
        if (parsed.GetValue(_output) == "json") output.Json(new System.Text.Json.Nodes.JsonObject { ["accepted"] = accepted, ["truncated"] = document.Report.Truncated });
        else if (accepted == 0) output.Print("Nothing differed; there is nothing to repair.");
        else output.Print($"{Words.Number(accepted)} documents are looked at again. `{CtlProgram.Invoked()} verify` shows in a moment whether they agree.");
        if (!document.Report.Truncated) return ExitCode.Well;
        output.Problem($"More documents differed than are listed. `{CtlProgram.Invoked()} resync` looks at all of them.");
        return ExitCode.NotWell;
    }

    private static async Task<VerificationDocument> LastAsync(RuntimeClient runtime, CancellationToken cancellation)
    {
        if (await BridgeVerification.FindAsync(runtime, cancellation) is not { } run)
            throw new CtlException(ExitCode.Usage, $"{runtime.Words} has verified nothing since its start. Run `{CtlProgram.Invoked()} verify` first, or give a report with --from.");
        var report = await run.ReportAsync(cancellation);
        var differences = new List<Difference>();
        for (int? next = 0; next is { } from;)
        {
            var page = await run.DifferencesAsync(from, cancellation);
            differences.AddRange(page.Items);
            next = page.Next;
        }
        return new VerificationDocument { Report = report, Differences = differences };
    }

    /// <summary>As many keys as one call takes.</summary>
    private static (byte[] Body, int Count) Portion(IReadOnlyList<Difference> differences, int at)
    {
        for (var count = Math.Min(MostKeys, differences.Count - at); ; count /= 2)
        {
            var keys = differences.Skip(at).Take(count).Select(d => new Difference { Collection = d.Collection, Id = d.Id }).ToList();
            var body = JsonSerializer.SerializeToUtf8Bytes(new ResyncRequest { Keys = keys }, CtlJson.Default.ResyncRequest);
            if (body.Length <= MostBytes || count == 1) return (body, count);
        }
    }
}
