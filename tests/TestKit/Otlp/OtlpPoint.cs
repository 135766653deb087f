namespace TestKit.Otlp;

/// <summary>One value of a metric as a collector gets it.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Attributes">Its labels.</param>
/// <param name="Value">The value of a gauge or a counter; the sum of a histogram.</param>
/// <param name="Count">How many values a histogram holds; null for the others.</param>
/// <param name="Bounds">A histogram's bounds.</param>
/// <param name="Resource">What tells of the process.</param>
public sealed record OtlpPoint(
    string Metric, IReadOnlyDictionary<string, object> Attributes, double Value, long? Count, IReadOnlyList<double> Bounds, IReadOnlyDictionary<string, object> Resource);
