using System.Globalization;
using System.Text;

namespace Benchmarks.Figures;

/// <summary>
/// What each part took of the processor for one document or change, in microseconds, and how many a second that would be if the parts had all cores of this machine to themselves. Unlike a
/// rate, it hardly depends on what else runs; and it says who would have to take less for a rate to rise.
/// </summary>
internal static class CostTable
{
    private const string Others = "others";

    public static string Of(IReadOnlyList<Figure> figures, int cores)
    {
        var rates = figures.Where(f => f.Unit is "documents/s" or "changes/s" && f.Cpu.Count > 0).ToList();
        var parts = rates.SelectMany(f => f.Cpu.Keys).Where(p => p != Others).Distinct().ToList();
        if (parts.Count == 0) return "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| µs of processor time for one | {string.Join(" | ", parts)} | in all | {cores} cores of their own would give |\n|{string.Concat(Enumerable.Repeat(" --- |", parts.Count + 3))}\n");
        foreach (var figure in rates)
        {
            var costs = parts.Select(p => figure.Cpu.TryGetValue(p, out var share) ? share / figure.Median * 1e6 : (double?)null).ToList();
            var all = costs.Sum() ?? 0;
            var cells = costs.Select(c => c is { } cost ? FigureTable.Number(cost) : "");
            text.Append(CultureInfo.InvariantCulture, $"| `{figure.Name}` | {string.Join(" | ", cells)} | **{FigureTable.Number(all)}** | {(all > 0 ? $"{FigureTable.Number(cores * 1e6 / all)} {figure.Unit}" : "")} |\n");
        }
        return text.ToString();
    }
}
