namespace Operator.RuntimeStatus;

/// <summary>One side in a runtime's <c>/status</c>.</summary>
internal sealed record RuntimeSide
{
    /// <summary><c>mongodb</c> or <c>bigPeer</c>.</summary>
    public string Side { get; set; } = "";

    public bool Connected { get; set; }

    public string? LastError { get; set; }
}
