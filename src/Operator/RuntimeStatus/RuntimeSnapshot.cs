namespace Operator.RuntimeStatus;

/// <summary>How far the initial sync of a collection is.</summary>
internal sealed record RuntimeSnapshot
{
    public bool Done { get; set; }
}
