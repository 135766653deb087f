using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BridgeCtl.Output;

/// <summary>The answer of <c>/status</c> for people. What an older bridge does not tell is left out.</summary>
internal static class StatusView
{
    public static IRenderable Of(JsonElement status)
    {
        var rows = new List<IRenderable> { Head(status), Text.Empty, Collections(status), Text.Empty, Work(status) };
        if (Judgements(status) is { } judgements)
        {
            rows.Add(Text.Empty);
            rows.Add(judgements);
        }
        return new Rows(rows);
    }

    public static (bool IsTrue, string Reason, string Message)? Condition(JsonElement status, string type)
    {
        foreach (var condition in status.GetProperty("conditions").EnumerateArray())
        {
            if (condition.GetProperty("type").GetString() == type) return (condition.GetProperty("status").GetString() == "True", TextOf(condition, "reason"), TextOf(condition, "message"));
        }
        return null;
    }

    private static Markup Head(JsonElement status)
    {
        var ready = Condition(status, "Ready");
        var synchronizing = Condition(status, "Synchronizing");
        var word = Condition(status, "Paused") is { IsTrue: true } ? "[yellow]paused[/]" : ready is { IsTrue: true } ? "[green]in step[/]" : synchronizing is { IsTrue: true } ? $"[yellow]{Markup.Escape(synchronizing.Value.Reason)}[/]" : $"[red]{Markup.Escape(synchronizing?.Reason ?? ready?.Reason ?? "unknown")}[/]";
        return new Markup($"[bold]{Markup.Escape(TextOf(status, "name"))}[/]  {word}  database {Markup.Escape(TextOf(status, "database"))} · version {Markup.Escape(TextOf(status, "version"))} · up {Words.Time(Number(status, "uptimeSeconds"))}");
    }

    private static Table Collections(JsonElement status)
    {
        var table = Tables.Make("collection", "state", "documents", "lag to Big Peer", "lag to MongoDB", "dead letters", "last error");
        foreach (var collection in status.GetProperty("collections").EnumerateArray())
        {
            var (name, lag) = (TextOf(collection, "name"), collection.GetProperty("lag"));
            table.Add(
                name, State(status, collection, name), collection.GetProperty("documents").ValueKind == JsonValueKind.Number ? Words.Number(collection.GetProperty("documents").GetInt64()) : "?",
                Words.Time(Number(lag, "mongodbToBigPeerSeconds")), Words.Time(Number(lag, "bigPeerToMongodbSeconds")), Words.Number((long)Number(collection, "deadLetters")),
                collection.GetProperty("lastError") is { ValueKind: JsonValueKind.Object } error ? $"{error.GetProperty("at").GetDateTimeOffset():HH:mm:ss} {TextOf(error, "message")}" : "");
        }
        return table;
    }

    private static string State(JsonElement status, JsonElement collection, string name)
    {
        foreach (var problem in status.GetProperty("problems").EnumerateArray())
        {
            if (problem.GetProperty("collection").GetString() == name) return $"not served: {TextOf(problem, "reason")}";
        }
        if (Number(collection, "blockedDeletes") is > 0 and var held) return $"holds back {Words.Number((long)held)} deletes";
        var snapshot = collection.GetProperty("snapshot");
        if (snapshot.GetProperty("done").GetBoolean()) return collection.GetProperty("bigPeerRead").GetBoolean() ? "live" : "reads the Big Peer";
        var (done, expected) = (Number(snapshot, "documents"), snapshot.GetProperty("expected"));
        if (expected.ValueKind != JsonValueKind.Number) return "initial sync";
        var share = expected.GetDouble() > 0 ? (int)Math.Min(100, 100 * done / expected.GetDouble()) : 0;
        var left = snapshot.GetProperty("secondsLeft").ValueKind == JsonValueKind.Number ? $", {Words.Time(Number(snapshot, "secondsLeft"))} left" : "";
        return FormattableString.Invariant($"initial sync {share} %{left}");
    }

    private static Text Work(JsonElement status)
    {
        var queue = status.GetProperty("queue");
        var parts = new List<string> { $"queue {Words.Number((long)Number(queue, "keys"))} keys ({string.Join(", ", queue.GetProperty("lanes").EnumerateObject().Select(l => $"{l.Name} {Words.Number(l.Value.GetInt64())}"))} of {Words.Number((long)Number(queue, "capacity"))})" };
        foreach (var side in status.GetProperty("sides").EnumerateArray())
            parts.Add($"{(TextOf(side, "side") == "mongodb" ? "MongoDB" : "Big Peer")} {(side.GetProperty("connected").GetBoolean() ? "connected" : "NOT CONNECTED")}");
        if (status.GetProperty("oplog").GetProperty("windowSeconds") is { ValueKind: JsonValueKind.Number } window) parts.Add($"oplog holds the position {Words.Time(window.GetDouble())} more");
        if (status.GetProperty("checkpointAgeSeconds") is { ValueKind: JsonValueKind.Number } age) parts.Add($"saved {Words.Time(age.GetDouble())} ago");
        var letters = status.GetProperty("deadLetters").EnumerateObject().Where(l => l.Value.GetInt64() > 0).Select(l => $"{l.Name} {l.Value.GetInt64()}").ToList();
        if (letters.Count > 0) parts.Add($"dead letters: {string.Join(", ", letters)} (`{CtlProgram.Invoked()} deadletters list`)");
        return new Text(string.Join(" · ", parts));
    }

    /// <summary>What is not as it should be, each with what to do; null where nothing is.</summary>
    private static Table? Judgements(JsonElement status)
    {
        var table = Tables.Make("not as it should be", "reason", "what it is, and what to do");
        foreach (var problem in status.GetProperty("problems").EnumerateArray())
            table.Add(problem.GetProperty("collection").GetString() is { } name ? $"collection {name}" : TextOf(problem, "side"), TextOf(problem, "reason"), TextOf(problem, "message"));
        foreach (var condition in status.GetProperty("conditions").EnumerateArray())
        {
            var (type, isTrue) = (TextOf(condition, "type"), TextOf(condition, "status") == "True");
            if (!ConditionSense.IsWell(type, isTrue) && type != "CollectionsServed") table.Add(type, TextOf(condition, "reason"), TextOf(condition, "message"));
        }
        return table.Rows.Count == 0 ? null : table;
    }

    private static string TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static double Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}
