using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BridgeCtl.Connections;
using BridgeCtl.Output;

namespace BridgeCtl.Commands;

/// <summary><c>deadletters list|show|replay|discard</c>.</summary>
internal sealed class DeadLettersCommand(CtlOutput output, TimeProvider time)
{
    /// <summary>Documents whose letters one call gives.</summary>
    private const int PageSize = 500;

    private readonly Option<string?> _collection = new("--collection", "-c") { Description = "Only those of this collection.", HelpName = "COLLECTION" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Only those for this reason, such as RefusedByMongo.", HelpName = "REASON" };
    private readonly Option<string?> _side = new("--side") { Description = "Only those of documents that stand there.", HelpName = "mongodb|bigPeer" };

    public Command Make()
    {
        _side.AcceptOnlyFromAmong("mongodb", "bigPeer");
        var command = new Command("deadletters", "Documents that cannot be synchronised, and what to do with them.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Replay());
        command.Subcommands.Add(Discard());
        return command;
    }

    private Command List()
    {
        var (target, format) = (new TargetOptions(), OutputOption.Make());
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 100 };
        var discarded = new Option<bool>("--discarded") { Description = "Those that were put aside, instead of the others." };
        var command = new Command("list", "Lists them. Exit code 1 where there are any.") { _collection, _reason, _side, discarded, limit, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var (letters, isAll) = await ReadAsync(runtime, Query(parsed, parsed.GetValue(discarded)), parsed.GetValue(limit), cancellation);
            if (parsed.GetValue(format) == "json") output.Json(new JsonArray([.. letters.Select(l => (JsonNode?)JsonNode.Parse(l.GetRawText()))]));
            else Print(letters, isAll);
            return letters.Count == 0 ? ExitCode.Well : ExitCode.NotWell;
        });
        return command;
    }

    private Command Show()
    {
        var (target, format, id) = (new TargetOptions(), OutputOption.Make(), Id());
        var command = new Command("show", "Shows one of them whole.") { id, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var letter = await runtime.GetAsync($"/deadletters/{Path(parsed.GetValue(id)!)}", cancellation);
            if (parsed.GetValue(format) == "json") output.Json(letter);
            else
            {
                foreach (var member in letter.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null)) output.Print($"{member.Name,-11} {(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText())}");
            }
            return ExitCode.Well;
        });
        return command;
    }

    private Command Replay()
    {
        var (target, format) = (new TargetOptions(), OutputOption.Make());
        var id = new Option<string?>("--id") { Description = "One of them, as `list` names it.", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = "All of them, or all that the other options choose." };
        var command = new Command("replay", "Has documents tried again. What is still wrong stays a dead letter.") { id, all, _collection, _reason, _side, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var one = parsed.GetValue(id);
            var filter = Filter(parsed);
            if ((one is null) == !(parsed.GetValue(all) || filter.Count > 0)) throw new CtlException(ExitCode.Usage, "Which? Give --id ID for one, --all for all, or any of --collection, --reason and --side.");
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var accepted = one is not null
                ? (await runtime.PostAsync($"/deadletters/{Path(one)}/replay", body: null, cancellation)).GetProperty("accepted").GetInt64()
                : await ReplayAsync(runtime, filter, cancellation);
            if (parsed.GetValue(format) == "json") output.Json(new JsonObject { ["accepted"] = accepted });
            else output.Print($"{Words.Number(accepted)} documents are tried again. `{CtlProgram.Invoked()} deadletters list` shows in a moment what is left.");
            return ExitCode.Well;
        });
        return command;
    }

    private Command Discard()
    {
        var (target, format, id) = (new TargetOptions(), OutputOption.Make(), Id());
        var command = new Command("discard", "Puts one aside: it is neither counted nor tried again until its document changes. No document is changed.") { id, format };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var runtime = await target.ConnectAsync(parsed, time, cancellation);
            var answer = await runtime.PostAsync($"/deadletters/{Path(parsed.GetValue(id)!)}/discard", body: null, cancellation);
            if (parsed.GetValue(format) == "json") output.Json(answer);
            else output.Print("It is put aside until its document changes.");
            return ExitCode.Well;
        });
        return command;
    }

    private void Print(List<JsonElement> letters, bool isAll)
    {
        if (letters.Count == 0)
        {
            output.Print("There are none.");
            return;
        }
        var table = Tables.Make("id", "collection", "stands in", "document", "reason", "attempts", "last tried", "message");
        foreach (var letter in letters)
        {
            var document = letter.GetProperty("dittoId").ValueKind != JsonValueKind.Null ? letter.GetProperty("dittoId") : letter.GetProperty("mongoId");
            table.Add(
                letter.GetProperty("id").GetString()!, letter.GetProperty("collection").GetString()!, letter.GetProperty("side").GetString()!, document.GetRawText(), letter.GetProperty("reason").GetString()!,
                letter.GetProperty("attempts").GetRawText(), letter.GetProperty("lastSeen").GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), letter.GetProperty("message").GetString()!);
        }
        output.Results.Write(table);
        if (!isAll) output.Say($"There are more; --limit shows them.");
    }

    private static async Task<(List<JsonElement> Letters, bool IsAll)> ReadAsync(RuntimeClient runtime, string query, int limit, CancellationToken cancellation)
    {
        var letters = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await runtime.GetAsync($"/deadletters?limit={Math.Min(PageSize, limit - letters.Count).ToString(CultureInfo.InvariantCulture)}{query}{(next is null ? "" : $"&continue={next}")}", cancellation);
            letters.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("continue").GetString();
        }
        while (next is not null && letters.Count < limit);
        return (letters, next is null);
    }

    private static async Task<long> ReplayAsync(RuntimeClient runtime, Dictionary<string, string> filter, CancellationToken cancellation)
    {
        long accepted = 0;
        while (true)
        {
            var body = new JsonObject(filter.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value)));
            var answer = await runtime.PostAsync("/deadletters/replay", Encoding.UTF8.GetBytes(body.ToJsonString()), cancellation);
            accepted += answer.GetProperty("accepted").GetInt64();
            if (answer.GetProperty("continue").GetString() is not { } next) return accepted;
            filter["continue"] = next;
        }
    }

    private Dictionary<string, string> Filter(ParseResult parsed)
    {
        var filter = new Dictionary<string, string>();
        if (parsed.GetValue(_collection) is { } collection) filter["collection"] = collection;
        if (parsed.GetValue(_reason) is { } reason) filter["reason"] = reason;
        if (parsed.GetValue(_side) is { } side) filter["side"] = side;
        return filter;
    }

    private string Query(ParseResult parsed, bool discarded) => string.Concat(Filter(parsed).Select(f => $"&{f.Key}={Uri.EscapeDataString(f.Value)}")) + (discarded ? "&discarded=true" : "");

    private static string Path(string id) => Uri.EscapeDataString(id);

    private static Option<string> Id() => new("--id") { Description = "Which, as `list` names it.", HelpName = "ID", Required = true };
}
