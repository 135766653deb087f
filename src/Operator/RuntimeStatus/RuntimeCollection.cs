namespace Operator.RuntimeStatus;

/// <summary>One collection in a runtime's <c>/status</c>.</summary>
internal sealed record RuntimeCollection
{
    public string Name { get; set; } = "";

    /// <summary>Null while they are not counted.</summary>
    public long? Documents { get; set; }

    public long DeadLetters { get; set; }

    /// <summary>Deletes that the mass-delete guard holds back.</summary>
    public IReadOnlyList<RuntimeMassDelete> MassDeletes { get; set; } = [];

    public RuntimeSnapshot Snapshot { get; set; } = new();
}
