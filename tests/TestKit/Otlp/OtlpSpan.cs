namespace TestKit.Otlp;

/// <summary>A span as a collector gets it.</summary>
public sealed record OtlpSpan
{
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for the first span of a trace.</summary>
    public required string ParentSpanId { get; init; }

    public required string Name { get; init; }

    public required TimeSpan Took { get; init; }

    public required IReadOnlyDictionary<string, object> Attributes { get; init; }

    /// <summary>0 unset, 1 ok, 2 error.</summary>
    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, object> Resource { get; init; }
}
