using System.Globalization;
using System.Text;

namespace Benchmarks.Figures;

/// <summary>The figures as a Markdown table, with what the parts took of the processor beside each.</summary>
internal static class FigureTable
{
    public static string Of(IReadOnlyList<Figure> figures, AcceptedSet accepted)
    {
        var text = new StringBuilder("| figure | | median | min … max | runs | aim | × accepted | CPU, % of one core |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var figure in figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{figure.Name}` | {figure.What}{(figure.Note is { } note ? $" ({note})" : "")} ");
            text.Append(CultureInfo.InvariantCulture, $"| **{Number(figure.Median)}** {figure.Unit} | {Number(figure.Min)} … {Number(figure.Max)} | {figure.Values.Count} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Aim(figure)} | {Ratio(figure, accepted)} | {Cpu(figure)} |\n");
        }
        return text.ToString();
    }

    /// <summary>Three digits are what a measurement is worth; thousands stand apart.</summary>
    public static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        var digits = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        var rounded = digits >= 3 ? Math.Round(value / Math.Pow(10, digits - 3)) * Math.Pow(10, digits - 3) : Math.Round(value, Math.Clamp(3 - digits, 0, 6));
        return rounded.ToString(digits >= 3 ? "#,0" : "0.######", CultureInfo.InvariantCulture).Replace(',', ' ');
    }

    private static string Aim(Figure figure) => figure.Target is { } target ? $"{target} {(figure.IsMet == true ? "✓" : "✗")}" : "";

    private static string Ratio(Figure figure, AcceptedSet accepted)
    {
        if (accepted.Ratio(figure) is not { } ratio) return "";
        var isBetter = figure.IsLessBetter ? ratio < 1 : ratio > 1;
        // Within a twentieth nothing was shown.
        var word = Math.Abs(ratio - 1) < 0.05 ? "" : isBetter ? " better" : " worse";
        return ratio.ToString("0.00", CultureInfo.InvariantCulture) + word;
    }

    private static string Cpu(Figure figure) =>
        string.Join(", ", figure.Cpu.Where(c => c.Value >= 0.005).OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value * 100:0}")));
}
