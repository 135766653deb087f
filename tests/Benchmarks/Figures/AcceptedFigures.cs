using System.Text.Json;

namespace Benchmarks.Figures;

/// <summary>The file <c>bench/accepted.json</c>: the last accepted figures by the kind of run (<c>full</c>, <c>quick</c>), whose sizes differ.</summary>
internal static class AcceptedFigures
{
    private static readonly AcceptedSet Empty = new(Machine.Unknown, []);

    /// <param name="file">It need not exist.</param>
    /// <param name="kind">Which run.</param>
    public static AcceptedSet Read(string file, string kind) => ReadAll(file).GetValueOrDefault(kind) ?? Empty;

    /// <summary>Puts what was measured into the file; other kinds of runs and figures that were not measured stay.</summary>
    public static void Accept(string file, string kind, Machine machine, IEnumerable<Figure> figures)
    {
        var all = ReadAll(file);
        all[kind] = (all.GetValueOrDefault(kind) ?? Empty).With(machine, figures);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(all, ReportJson.Options) + "\n");
    }

    private static SortedDictionary<string, AcceptedSet> ReadAll(string file) => File.Exists(file)
        ? JsonSerializer.Deserialize<SortedDictionary<string, AcceptedSet>>(File.ReadAllText(file), ReportJson.Options) ?? throw new InvalidOperationException($"{file} holds null. Delete it, and accept a run anew.")
        : [];
}
