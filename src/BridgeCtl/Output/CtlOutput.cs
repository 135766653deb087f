using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace BridgeCtl.Output;

/// <summary>Results on standard output, as tables or JSON; progress and problems on standard error.</summary>
internal sealed class CtlOutput
{
    /// <summary>Where nobody looks at a terminal, lines are not broken.</summary>
    private const int WidthOfFiles = 4096;

    private readonly Func<Stream> _open = System.Console.OpenStandardOutput;

    private CtlOutput(IAnsiConsole results, IAnsiConsole talk, bool isTerminal) => (Results, Talk, IsTerminal) = (results, talk, isTerminal);

    public static JsonWriterOptions JsonOptions { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Talk { get; }

    /// <summary>Whether standard error is a terminal, on which a bar can move.</summary>
    public bool IsTerminal { get; }

    public static CtlOutput OfProcess() => new(Console(System.Console.Out, System.Console.IsOutputRedirected), Console(System.Console.Error, System.Console.IsErrorRedirected), !System.Console.IsErrorRedirected);

    /// <summary>A message for people, as it is.</summary>
    public void Problem(string message) => Talk.MarkupLineInterpolated($"[red]{message}[/]");

    public void Say(string message) => Talk.MarkupLineInterpolated($"{message}");

    /// <summary>A line of the result.</summary>
    public void Print(string line) => Results.MarkupLineInterpolated($"{line}");

    /// <summary>Writes a value as JSON.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type)
    {
        using var stream = _open();
        using (var writer = new Utf8JsonWriter(stream, JsonOptions)) JsonSerializer.Serialize(writer, value, type);
        stream.Write("\n"u8);
    }

    public void Json(System.Text.Json.Nodes.JsonNode value)
    {
        using var stream = _open();
        using (var writer = new Utf8JsonWriter(stream, JsonOptions)) value.WriteTo(writer);
        stream.Write("\n"u8);
    }

    public void Json(JsonElement value)
    {
        using var stream = _open();
        using (var writer = new Utf8JsonWriter(stream, JsonOptions)) value.WriteTo(writer);
        stream.Write("\n"u8);
    }

    private static IAnsiConsole Console(TextWriter writer, bool isRedirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect, Interactive = InteractionSupport.No };
        var console = AnsiConsole.Create(settings);
        if (isRedirected) console.Profile.Width = WidthOfFiles;
        return console;
    }
}
