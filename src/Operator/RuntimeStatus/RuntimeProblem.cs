namespace Operator.RuntimeStatus;

/// <summary>One problem in a runtime's <c>/status</c>.</summary>
internal sealed record RuntimeProblem
{
    /// <summary>The collection that is not served because of it; null where it concerns the whole bridge.</summary>
    public string? Collection { get; set; }
}
