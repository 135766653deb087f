using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProgramEndpoints.Logs;
using TestKit;

namespace ProgramEndpoints.Tests.Logs;

internal sealed class JsonLogFormatterTests
{
    private static readonly LogLevel[] Levels = [LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical];

    [Test]
    public void a_line_is_one_json_object_with_time_level_names_and_fields()
    {
        var line = Line(LogLevel.Information, new EventId(5001, "BatchDone"), "It's \"done\": 500 keys of orders",
            [new("Keys", 500), new("Collection", "orders"), new("Whole", true), new("Rest", null), new("{OriginalFormat}", "It's \"done\": {Keys} keys of {Collection}")]);
        Assert.That(line, Is.EqualTo(
            """{"timestamp":"2026-01-01T00:00:00.000Z","level":"information","bridge":"shop","category":"BridgeRuntime.Bridge","eventId":5001,"event":"BatchDone","message":"It's \"done\": 500 keys of orders","fields":{"Keys":500,"Collection":"orders","Whole":true,"Rest":null}}""" + "\n"));
    }

    [Test]
    public void an_exception_keeps_the_line_one_line()
    {
        var line = Line(LogLevel.Error, new EventId(1), "failed\nbadly", [], new InvalidOperationException("first\nsecond"));
        Assert.That(line.TrimEnd('\n'), Does.Not.Contain('\n'));
        var json = JsonNode.Parse(line)!;
        Assert.That(json["message"]!.GetValue<string>(), Is.EqualTo("failed\nbadly"));
        Assert.That(json["exception"]!.GetValue<string>(), Does.StartWith("System.InvalidOperationException: first\nsecond"));
        Assert.That(json["event"], Is.Null);
        Assert.That(json["fields"], Is.Null);
    }

    [Test]
    public void scopes_are_merged_and_the_inner_one_wins()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(new Dictionary<string, object?> { ["collection"] = "orders", ["worker"] = 1 });
        using var inner = scopes.Push(new Dictionary<string, object?> { ["worker"] = 2 });
        using var text = scopes.Push("snapshot");
        var json = JsonNode.Parse(Line(LogLevel.Debug, default, "x", [], scopes: scopes))!;
        Assert.That(json["scopes"]!.ToJsonString(), Is.EqualTo("""{"collection":"orders","worker":2,"scope":"snapshot"}"""));
    }

    [Test]
    public void numbers_that_json_lacks_and_broken_text_still_make_valid_json()
    {
        var line = Line(LogLevel.Information, default, "half a pair \ud83d and \u0000", [new("Nan", double.NaN), new("Ratio", 0.5), new("Id", 5L), new("Span", TimeSpan.FromSeconds(1))]);
        var json = JsonNode.Parse(line)!;
        Assert.That(json["fields"]!.ToJsonString(), Is.EqualTo("""{"Nan":"NaN","Ratio":0.5,"Id":5,"Span":"00:00:01"}"""));
    }

    [TestCaseSource(nameof(Levels))]
    public void every_level_has_its_word(LogLevel level) =>
        Assert.That(JsonNode.Parse(Line(level, default, "x", []))!["level"]!.GetValue<string>(), Is.EqualTo(level.ToString().ToLowerInvariant()));

    [TestCase(LogLevel.Information, "BridgeRuntime.Bridge", LogLevel.Information)]
    [TestCase(LogLevel.Error, "BridgeRuntime.Bridge", LogLevel.Error)]
    [TestCase(LogLevel.Information, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning)]
    [TestCase(LogLevel.Critical, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)]
    [TestCase(LogLevel.Debug, "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Debug)]
    [TestCase(LogLevel.Trace, "BridgeRuntime.Bridge", LogLevel.Trace)]
    public void the_configured_level_is_the_least_that_is_logged(LogLevel level, string category, LogLevel least)
    {
        using var loggers = JsonLogging.Create("bridge", "shop", level, new FakeTimeProvider());
        var logger = loggers.CreateLogger(category);
        Assert.That(Levels.Where(logger.IsEnabled), Is.EqualTo(Levels.Where(l => l >= least)));
    }

    private static string Line(
        LogLevel level, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, Exception? exception = null, IExternalScopeProvider? scopes = null)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "BridgeRuntime.Bridge", id, fields, exception, (_, _) => message);
        new JsonLogFormatter("bridge", "shop", new FakeTimeProvider()).Write(in entry, scopes, writer);
        return writer.ToString();
    }
}
