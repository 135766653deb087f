namespace Operator.RuntimeStatus;

/// <summary>One collection in a runtime's <c>/status</c>.</summary>
internal sealed record RuntimeCollection
{
    public string Name { get; init; } = "";

    /// <summary>Null while they are not counted.</summary>
    public long? Documents { get; init; }

    public long DeadLetters { get; init; }

    public RuntimeSnapshot Snapshot { get; init; } = new();
}
