using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MongoC.Tests.Client;

/// <summary>A logger that keeps what it gets.</summary>
internal sealed class LogLines : ILogger
{
    public ConcurrentQueue<(LogLevel Level, EventId Event, string Text)> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue((logLevel, eventId, formatter(state, exception)));
}
