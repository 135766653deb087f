namespace Benchmarks.Figures;

/// <summary>One thing that was measured several times.</summary>
internal sealed record Figure
{
    /// <summary>Stays the same for good, such as <c>a.insert.sink</c>: by it two runs are compared.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string What { get; init; }

    public required string Unit { get; init; }

    /// <summary>One per run, in their order.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Null: nothing is aimed at.</summary>
    public Target? Target { get; init; }

    /// <summary>Whether a smaller value is better, where there is no target to tell.</summary>
    public bool LessIsBetter { get; init; }

    /// <summary>What each part took of one core in the run of the median, 1 being all of it.</summary>
    public IReadOnlyDictionary<string, double> Cpu { get; init; } = new Dictionary<string, double>();

    /// <summary>What a reader must know to read it right.</summary>
    public string? Note { get; init; }

    public double Median => Middle(Values);

    public double Min => Values.Min();

    public double Max => Values.Max();

    /// <summary>Null without a target.</summary>
    public bool? IsMet => Target?.IsMet(Median);

    public bool IsLessBetter => Target is { } target ? target.IsMost : LessIsBetter;

    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Middle(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var half = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
