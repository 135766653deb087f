using BridgeModel;
using Microsoft.Extensions.Logging.Console;

namespace BridgeRuntime.Status;

/// <summary>The program's log: one JSON object per line on stdout.</summary>
internal static class BridgeLogging
{
    /// <summary>Makes the loggers. Disposing the factory writes what is still waiting.</summary>
    /// <param name="bridge">The bridge's name, which every line carries.</param>
    /// <param name="level">The least level that is logged; the frameworks' own talk is held back below Warning unless this is Debug or less.</param>
    /// <param name="time">Gives the time of each line.</param>
    public static ILoggerFactory Create(string bridge, BridgeLogLevel level, TimeProvider time) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel((LogLevel)level);
        if (level > BridgeLogLevel.Debug)
        {
            // A filter takes the place of the least level, it does not add to it.
            var least = (LogLevel)Math.Max((int)level, (int)LogLevel.Warning);
            builder.AddFilter("Microsoft", least);
            builder.AddFilter("System", least);
        }
        builder.AddConsole(options => options.FormatterName = JsonLogFormatter.FormatterName);
        builder.Services.AddSingleton<ConsoleFormatter>(new JsonLogFormatter(bridge, time));
    });
}
