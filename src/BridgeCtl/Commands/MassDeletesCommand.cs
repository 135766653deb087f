using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BridgeCtl.Output;

namespace BridgeCtl.Commands;

/// <summary><c>mass-deletes list|release</c>: deletes that are held back because they look like an accident.</summary>
internal sealed class MassDeletesCommand(CtlOutput output, TimeProvider time)
{
    private const string Path = "/control/mass-deletes";

    public Command Make()
    {
        var command = new Command("mass-deletes", "Deletes that are held back because one side lacks so many documents that it looks like an accident.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Release());
        return command;
    }

    private Command List()
    {
        var (target, format, collection, side) = (new TargetOptions(), OutputOption.Make(), Collection(isRequired: false), Side(isRequired: false));
        var limit = new Option<int>("--limit") { Description = "With --collection and --side: how many documents at most.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists what is held back; with --collection and --side the documents that would be deleted. Exit code 1 where anything is.") { collection, side, limit, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (of, where) = (parsed.GetValue(collection), parsed.GetValue(side));
            if ((of is null) != (where is null)) throw new CtlException(ExitCode.Usage, "--collection and --side belong together: which collection, and which side lacks the documents.");
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            if (of is not null)
            {
                var page = await runtime.GetAsync($"{Path}?collection={Uri.EscapeDataString(of)}&side={where}&limit={parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)}", cancellation);
                if (parsed.GetValue(format) == "json") output.Json(page);
                else PrintDocuments(page);
                return page.GetProperty("block").ValueKind == JsonValueKind.Null ? ExitCode.Well : ExitCode.NotWell;
            }
            var list = await runtime.GetAsync(Path, cancellation);
            if (parsed.GetValue(format) == "json") output.Json(list);
            else PrintBlocks(list.GetProperty("blocks"));
            return list.GetProperty("blocks").GetArrayLength() == 0 ? ExitCode.Well : ExitCode.NotWell;
        });
        return command;
    }

    private Command Release()
    {
        var (target, format, collection, side) = (new TargetOptions(), OutputOption.Make(), Collection(isRequired: true), Side(isRequired: true));
        var id = new Option<string?>("--id") { Description = "The id of the block, as `list` shows it: a block that has changed since is not let go.", HelpName = "ID" };
        var command = new Command("release", "Lets the held deletes of one collection and side go. What is lacking now is deleted on the other side, and not what goes missing later.") { collection, side, id, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var body = new JsonObject { ["collection"] = parsed.GetValue(collection), ["side"] = parsed.GetValue(side) };
            if (parsed.GetValue(id) is { } block) body["id"] = block;
            var answer = await runtime.PostAsync($"{Path}/release", Encoding.UTF8.GetBytes(body.ToJsonString()), cancellation);
            if (parsed.GetValue(format) == "json") output.Json(answer);
            else output.Print($"The deletes of {answer.GetProperty("collection").GetString()} go. `{CtlProgram.Invoked()} mass-deletes list` shows what is left.");
            return ExitCode.Well;
        });
        return command;
    }

    private void PrintBlocks(JsonElement blocks)
    {
        if (blocks.GetArrayLength() == 0)
        {
            output.Print("Nothing is held back.");
            return;
        }
        var table = Tables.Make("collection", "lacking in", "documents", "since", "id", "");
        foreach (var listed in blocks.EnumerateArray())
        {
            var block = listed.GetProperty("block");
            table.Add(
                listed.GetProperty("collection").GetString()!, block.GetProperty("side").GetString()!, Words.Number(block.GetProperty("count").GetInt64()),
                block.GetProperty("since").GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), block.GetProperty("id").GetString()!, block.GetProperty("releasing").GetBoolean() ? "is being let go" : "");
        }
        output.Results.Write(table);
        output.Say($"`{CtlProgram.Invoked()} mass-deletes list --collection … --side …` lists the documents; `mass-deletes release` lets them go. If it was an accident, restore the documents instead.");
    }

    private void PrintDocuments(JsonElement page)
    {
        if (page.GetProperty("block").ValueKind == JsonValueKind.Null) output.Print("Nothing is held back there.");
        foreach (var document in page.GetProperty("ids").EnumerateArray()) output.Print(document.GetRawText());
        if (page.GetProperty("continue").ValueKind != JsonValueKind.Null) output.Say("There are more; --limit shows up to 1000.");
    }

    private static Option<string?> Collection(bool isRequired) => new("--collection", "-c") { Description = "Of which collection.", HelpName = "COLLECTION", Required = isRequired };

    private static Option<string?> Side(bool isRequired)
    {
        var option = new Option<string?>("--side") { Description = "Which side lacks the documents.", HelpName = "mongodb|bigPeer", Required = isRequired };
        option.AcceptOnlyFromAmong("mongodb", "bigPeer");
        return option;
    }
}
