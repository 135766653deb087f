using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Conformance.Tests.Matching;

/// <summary>Holds an answer against what its step expects: <c>error</c>, or <c>expect</c>, <c>documents</c>, <c>documentsInAnyOrder</c>, <c>writeErrors</c>.</summary>
internal static class AnswerJudge
{
    /// <exception cref="Mismatch">The answer is another.</exception>
    public static void Judge(JsonObject step, JsonObject answer)
    {
        if (answer["failure"] is { } failure) throw new Mismatch($"the client failed: {failure}");
        var reply = answer["reply"] as JsonObject ?? [];
        var isError = reply["ok"] is { } ok && !IsOne(ok);
        if (step["error"] is JsonObject error)
        {
            if (!isError) throw new Mismatch($"an error is expected, {ValueMatcher.Text(answer)} came");
            Error(error, reply);
            return;
        }
        if (isError) throw new Mismatch($"the server answered with an error: {ValueMatcher.Text(reply)}");
        WriteErrors(step["writeErrors"]?.AsArray() ?? [], reply["writeErrors"]?.AsArray() ?? []);
        if (step["expect"] is JsonObject expected) ValueMatcher.Objects(expected, reply, "reply", allowsMore: true);
        if (step["documents"] is { } documents) ValueMatcher.Match(documents, Documents(answer), isThere: true, "documents");
        if (step["documentsInAnyOrder"] is { } any) ValueMatcher.Match(new JsonObject { ["$$anyOrder"] = any.DeepClone() }, Documents(answer), isThere: true, "documents");
    }

    private static JsonNode? Documents(JsonObject answer)
    {
        if (answer["documents"] is { } documents) return documents;
        return answer["reply"]?["cursor"] is JsonObject cursor ? cursor["firstBatch"] ?? cursor["nextBatch"] : throw new Mismatch($"the answer holds no documents: {ValueMatcher.Text(answer)}");
    }

    private static void Error(JsonObject expected, JsonObject reply)
    {
        foreach (var (name, value) in expected)
        {
            switch (name)
            {
                case "labels":
                    var labels = reply["errorLabels"]?.AsArray() ?? [];
                    if (!labels.Select(l => (string)l!).Order().SequenceEqual(value!.AsArray().Select(l => (string)l!).Order())) throw new Mismatch($"the labels are {ValueMatcher.Text(labels)}; {ValueMatcher.Text(value)} are expected: {ValueMatcher.Text(reply)}");
                    break;
                case "message":
                    if (!Regex.IsMatch((string?)reply["errmsg"] ?? "", (string)value!, RegexOptions.None, TimeSpan.FromSeconds(5))) throw new Mismatch($"the message is {ValueMatcher.Text(reply["errmsg"])}; /{value}/ is expected");
                    break;
                default: ValueMatcher.Match(value, reply[name], reply.ContainsKey(name), $"error ({ValueMatcher.Text(reply["errmsg"])}) .{name}"); break;
            }
        }
    }

    private static void WriteErrors(JsonArray expected, JsonArray actual)
    {
        if (expected.Count != actual.Count) throw new Mismatch($"there are {actual.Count} write errors, {expected.Count} are expected: {ValueMatcher.Text(actual)}");
        for (var i = 0; i < expected.Count; i++) ValueMatcher.Objects(expected[i]!.AsObject(), actual[i]!.AsObject(), $"writeErrors.{i} ({ValueMatcher.Text(actual[i]!["errmsg"])})", allowsMore: true);
    }

    // A double on the wire; Node.js hands whole numbers back as integers where the driver made them plain.
    private static bool IsOne(JsonNode ok) => ok is JsonObject wrapper && (string)wrapper.First().Value! is "1" or "1.0";
}
