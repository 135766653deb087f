using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ProgramEndpoints.Logs;

/// <summary>The program's log: one JSON object per line on stdout.</summary>
public static class JsonLogging
{
    /// <summary>Makes the loggers. Disposing the factory writes what is still waiting.</summary>
    /// <param name="part">What it is that every line names, such as <c>bridge</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="level">The least level that is logged; the frameworks' own talk is held back below Warning unless this is Debug or less.</param>
    /// <param name="time">Gives the time of each line.</param>
    public static ILoggerFactory Create(string part, string name, LogLevel level, TimeProvider time) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level);
        if (level > LogLevel.Debug)
        {
            // A filter takes the place of the least level, it does not add to it.
            var least = level > LogLevel.Warning ? level : LogLevel.Warning;
            builder.AddFilter("Microsoft", least);
            builder.AddFilter("System", least);
        }
        builder.AddConsole(options => options.FormatterName = JsonLogFormatter.FormatterName);
        builder.Services.AddSingleton<ConsoleFormatter>(new JsonLogFormatter(part, name, time));
    });
}
