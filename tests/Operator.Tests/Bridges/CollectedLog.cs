using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TestKit;

namespace Operator.Tests.Bridges;

/// <summary>Every line that the operator logs, with the values in it and the exceptions.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new CollectingLogger(categoryName, _lines);

    /// <exception cref="InvalidOperationException">A line holds a secret.</exception>
    public void Dispose()
    {
        foreach (var line in _lines) KnownSecrets.Search(line, "The operator's log");
    }

    private sealed class CollectingLogger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {eventId}: {formatter(state, exception)} {exception}".TrimEnd());
    }
}
