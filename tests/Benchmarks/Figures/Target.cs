using System.Globalization;

namespace Benchmarks.Figures;

/// <summary>What a figure's median should reach, or not exceed.</summary>
/// <param name="Bound">In the figure's unit.</param>
/// <param name="IsMost">Whether the bound is the highest value that will do.</param>
internal readonly record struct Target(double Bound, bool IsMost)
{
    public static Target AtLeast(double bound) => new(bound, IsMost: false);

    public static Target AtMost(double bound) => new(bound, IsMost: true);

    public bool IsMet(double value) => IsMost ? value <= Bound : value >= Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsMost ? '≤' : '≥')} {FigureTable.Number(Bound)}");
}
