using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ProgramEndpoints.Logs;
using TestKit;

namespace ProgramEndpoints.Tests.Logs;

[NonParallelizable]
internal sealed partial class JsonLoggingTests
{
    [Test]
    public void what_many_threads_log_is_on_stdout_line_by_line_once_the_factory_is_disposed()
    {
        const int Threads = 4, Each = 250;
        var lines = Capture(logger => Parallel.For(0, Threads, thread =>
        {
            using var scope = logger.BeginScope(new Dictionary<string, object?> { ["worker"] = thread });
            for (var i = 0; i < Each; i++) LogBatch(logger, i);
        }));

        var parsed = lines.Select(l => JsonNode.Parse(l)!).ToList();
        Assert.That(parsed, Has.Count.EqualTo(Threads * Each));
        Assert.That(parsed.Select(l => l["bridge"]!.GetValue<string>()), Has.All.EqualTo("shop"));
        Assert.That(parsed.GroupBy(l => l["scopes"]!["worker"]!.GetValue<int>()).Select(g => (g.Key, g.Count())),
            Is.EquivalentTo(Enumerable.Range(0, Threads).Select(t => (t, Each))));
        foreach (var worker in parsed.GroupBy(l => l["scopes"]!["worker"]!.GetValue<int>()))
            Assert.That(worker.Select(l => l["fields"]!["Keys"]!.GetValue<int>()), Is.EqualTo(Enumerable.Range(0, Each)), "each thread's lines keep their order");
    }

    [Test]
    public void a_generated_log_message_reads_well()
    {
        var line = Capture(logger => LogBatch(logger, 7)).Single();
        Assert.That(line, Is.EqualTo(
            """{"timestamp":"2026-01-01T00:00:00.000Z","level":"information","bridge":"shop","category":"BridgeRuntime.Bridge","eventId":1,"event":"Batch","message":"A batch of 7 keys","fields":{"Keys":7}}"""));
    }

    [Test]
    public void what_is_below_the_level_is_not_written() =>
        Assert.That(Capture(logger => LogBatch(logger, 7), LogLevel.Warning), Is.Empty);

    private static string[] Capture(Action<ILogger> log, LogLevel level = LogLevel.Information)
    {
        var before = Console.Out;
        using var captured = new StringWriter();
        Console.SetOut(captured);
        try
        {
            using var loggers = JsonLogging.Create("bridge", "shop", level, new FakeTimeProvider());
            log(loggers.CreateLogger("BridgeRuntime.Bridge"));
        }
        finally
        {
            Console.SetOut(before);
        }
        return captured.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [LoggerMessage(EventId = 1, EventName = "Batch", Level = LogLevel.Information, Message = "A batch of {Keys} keys")]
    private static partial void LogBatch(ILogger logger, int keys);
}
