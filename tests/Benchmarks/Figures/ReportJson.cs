using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks.Figures;

/// <summary>What a run leaves for programs: <c>artifacts/bench/NAME.json</c>.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>On one line, between the processes of a run.</summary>
    public static JsonSerializerOptions Line { get; } = new(Options) { WriteIndented = false };

    public static string Of(string kind, Machine machine, IReadOnlyList<Figure> figures, AcceptedSet accepted) => JsonSerializer.Serialize(new
    {
        kind,
        machine,
        figures = figures.Select(f => new
        {
            f.Name,
            f.What,
            f.Unit,
            median = AcceptedSet.Round(f.Median),
            min = AcceptedSet.Round(f.Min),
            max = AcceptedSet.Round(f.Max),
            values = f.Values.Select(AcceptedSet.Round),
            target = f.Target?.ToString(),
            met = f.IsMet,
            accepted = accepted.Figures.GetValueOrDefault(f.Name)?.Median,
            ratio = accepted.Ratio(f) is { } ratio ? AcceptedSet.Round(ratio) : (double?)null,
            cpu = f.Cpu.ToDictionary(c => c.Key, c => Math.Round(c.Value, 3)),
            f.Note,
        }),
    }, Options) + "\n";
}
