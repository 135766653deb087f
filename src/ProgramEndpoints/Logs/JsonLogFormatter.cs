using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ProgramEndpoints.Logs;

/// <summary>
/// Writes a log line as one JSON object: <c>timestamp</c> (UTC), <c>level</c>, who speaks (such as <c>bridge</c>), <c>category</c>, <c>eventId</c>, <c>event</c>,
/// <c>message</c>, <c>traceId</c>, <c>spanId</c>, <c>fields</c>, <c>scopes</c>, <c>exception</c>; what is absent is left out. The framework's JSON console drops the event's
/// name, repeats the message in its state, escapes every quote and apostrophe as \u0022, and takes the machine's clock.
/// </summary>
public sealed class JsonLogFormatter(string part, string name, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "one-json";

    // For a terminal or a log store, never for a web page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Level(logEntry.LogLevel));
            json.WriteString(part, name);
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId.Id != 0) json.WriteNumber("eventId", logEntry.EventId.Id);
            if (logEntry.EventId.Name is { } said) json.WriteString("event", said);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (Activity.Current is { } span) WriteSpan(json, span);
            WriteFields(json, logEntry.State);
            WriteScopes(json, scopeProvider);
            if (logEntry.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void WriteSpan(Utf8JsonWriter json, Activity span)
    {
        json.WriteString("traceId", span.TraceId.ToHexString());
        json.WriteString("spanId", span.SpanId.ToHexString());
    }

    private static void WriteFields<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> fields || !fields.Any(IsField)) return;
        json.WriteStartObject("fields");
        WriteValues(json, fields);
        json.WriteEndObject();
    }

    /// <summary>Named values of all scopes in one object; a scope that is only a text goes under <c>scope</c>. The innermost value of a name wins.</summary>
    private static void WriteScopes(Utf8JsonWriter json, IExternalScopeProvider? scopeProvider)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        scopeProvider?.ForEachScope(static (scope, into) =>
        {
            if (scope is not IEnumerable<KeyValuePair<string, object?>> named) into["scope"] = scope;
            else foreach (var (name, value) in named) into[name] = value;
        }, values);
        if (!values.Any(IsField)) return;
        json.WriteStartObject("scopes");
        WriteValues(json, values);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values.Where(IsField))
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            // A secret's text is its mask.
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static bool IsField(KeyValuePair<string, object?> field) => field.Key != "{OriginalFormat}";

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "A level that nothing is logged at."),
    };
}
