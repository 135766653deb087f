namespace Benchmarks.Figures;

/// <summary>What one kind of run came to when it was last accepted.</summary>
internal sealed record AcceptedSet(Machine Machine, SortedDictionary<string, AcceptedFigure> Figures)
{
    /// <summary>How many times the accepted median a figure's median is; null where none was accepted, or it was nothing.</summary>
    public double? Ratio(Figure figure) =>
        Figures.TryGetValue(figure.Name, out var accepted) && accepted.Unit == figure.Unit && accepted.Median != 0 ? figure.Median / accepted.Median : null;

    /// <summary>This set with what a run measured in place of what it held; figures that the run left out stay.</summary>
    public AcceptedSet With(Machine machine, IEnumerable<Figure> figures)
    {
        var all = new SortedDictionary<string, AcceptedFigure>(Figures, StringComparer.Ordinal);
        foreach (var figure in figures) all[figure.Name] = new AcceptedFigure(figure.Unit, Round(figure.Median), Round(figure.Min), Round(figure.Max), figure.Values.Count);
        return new AcceptedSet(machine, all);
    }

    /// <summary>Four digits: more would only make noise in the file's history.</summary>
    internal static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        var scale = Math.Pow(10, 4 - Math.Ceiling(Math.Log10(Math.Abs(value))));
        return double.IsFinite(scale) ? Math.Round(Math.Round(value * scale) / scale, 12) : value;
    }
}
